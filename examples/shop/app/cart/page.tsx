import type { Metadata } from 'next'
import Link from 'next/link'
import { readCart, writeCart } from '@/lib/cart'
import { euros } from '@/lib/money'
import { priceCart } from '@/lib/pricing'
import { applyCoupon, removeLine, setQuantity } from './actions'

export const metadata: Metadata = { title: 'Cart' }

async function emptyCart() {
  'use server'
  await writeCart({ lines: {} })
}

export default async function CartPage() {
  const cart = await readCart()
  const { lines, discount, total } = await priceCart(cart)
  if (lines.length === 0) {
    return (
      <section className="note">
        <h1>Your cart is empty</h1>
        <Link href="/" className="button">
          To the catalogue
        </Link>
      </section>
    )
  }
  return (
    <>
      <h1>Cart</h1>
      <ul className="lines">
        {lines.map(({ id, name, price, quantity }) => (
          <li key={id}>
            <Link href={`/product/${id}`}>{name}</Link>
            <form action={setQuantity.bind(null, id)} className="row">
              <input
                type="number"
                name="quantity"
                defaultValue={quantity}
                min={0}
                max={99}
                aria-label="Quantity"
              />
              <button type="submit" className="button quiet">
                Change
              </button>
            </form>
            <span className="amount">{euros(price * quantity)}</span>
            <form action={removeLine.bind(null, id)}>
              <button type="submit" className="link" aria-label={`Remove ${name}`}>
                Remove
              </button>
            </form>
          </li>
        ))}
      </ul>
      <div className="totals">
        <form action={applyCoupon} className="row">
          <input name="coupon" placeholder="WELCOME10" aria-label="Coupon" required />
          <button type="submit" className="button quiet">
            Apply coupon
          </button>
        </form>
        {discount > 0 && (
          <p>
            {cart.coupon?.code} <span className="amount">−{euros(discount)}</span>
          </p>
        )}
        <p className="price">{euros(total)}</p>
        <Link href="/checkout" className="button">
          To the checkout
        </Link>
        <form action={emptyCart}>
          <button type="submit" className="link">
            Empty the cart
          </button>
        </form>
      </div>
    </>
  )
}
