import type { Metadata } from 'next'
import { readCart } from '@/lib/cart'
import { euros } from '@/lib/money'
import { priceCart } from '@/lib/pricing'
import { CheckoutForm } from './checkout-form'

export const metadata: Metadata = { title: 'Checkout' }

export default async function CheckoutPage() {
  const { total } = await priceCart(await readCart())
  return (
    <section className="note">
      <h1>Checkout</h1>
      <p className="price">{euros(total)}</p>
      <CheckoutForm />
    </section>
  )
}
