import { ProductCard } from '@/components/product-card'
import { type ProductSummary, upstream } from '@/lib/upstream'

export default async function CataloguePage() {
  const [products, promotion] = await Promise.all([
    upstream<ProductSummary[]>('/products', { next: { revalidate: 60, tags: ['products'] } }),
    upstream<{ title: string; text: string }>('/promotion', { cache: 'no-store' }),
  ])
  return (
    <>
      <aside className="promotion">
        <strong>{promotion.title}</strong> {promotion.text}
      </aside>
      <h1>Instruments for looking closely</h1>
      <ul className="shelf">
        {products.map((product) => (
          <ProductCard key={product.id} product={product} />
        ))}
      </ul>
    </>
  )
}
