import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Suspense } from 'react'
import { Drawing } from '@/components/drawing'
import { StockLevel } from '@/components/stock-level'
import { readCart, withLine, writeCart } from '@/lib/cart'
import { euros } from '@/lib/money'
import { find, type Product, upstream } from '@/lib/upstream'
import { Reviews } from './reviews'

interface Props {
  params: Promise<{ id: string }>
}

function findProduct(id: string) {
  return find<Product>(`/products/${encodeURIComponent(id)}`, {
    cache: 'force-cache',
    next: { tags: ['products'] },
  })
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await findProduct((await params).id))?.name ?? 'Not found' }
}

export default async function ProductPage({ params }: Props) {
  const { id } = await params
  const product = await findProduct(id)
  if (product === undefined) notFound()
  const { price } = await upstream<{ price: number }>(`/products/${id}/price`, { cache: 'no-store' })

  async function addToCart(form: FormData) {
    'use server'
    const cart = await readCart()
    const { stock } = await upstream<{ stock: number }>(`/products/${id}/stock`, { cache: 'no-store' })
    const wanted = (cart.lines[id] ?? 0) + Number(form.get('quantity') ?? 1)
    await writeCart(withLine(cart, id, Math.min(wanted, stock)))
  }

  return (
    <>
      <article className="product">
        <Drawing id={product.id} kind={product.kind} />
        <div>
          <p className="kind">{product.kind}</p>
          <h1>{product.name}</h1>
          <p className="lead">{product.text}</p>
          <p className="price">{euros(price)}</p>
          <StockLevel id={product.id} initial={product.stock} />
          <form action={addToCart} className="row">
            <label>
              Quantity <input type="number" name="quantity" defaultValue={1} min={1} max={99} />
            </label>
            <button type="submit" className="button" disabled={product.stock === 0}>
              Add to cart
            </button>
          </form>
        </div>
      </article>
      <Suspense fallback={<p className="waiting">Reading the reviews…</p>}>
        <Reviews id={product.id} />
      </Suspense>
    </>
  )
}
