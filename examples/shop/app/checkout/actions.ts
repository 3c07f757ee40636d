'use server'

import { updateTag } from 'next/cache'
import { redirect } from 'next/navigation'
import { readCart, writeCart } from '@/lib/cart'
import { type Order, UpstreamError, upstreamPost } from '@/lib/upstream'

export interface CheckoutState {
  problem?: string
}

/**
 * Any card number is good, but 4000 0000 0000 0002 is declined, and 4000 0000 0000 0119 makes the payment service
 * fail and this action throw.
 */
export async function placeOrder(_state: CheckoutState, form: FormData): Promise<CheckoutState> {
  const cart = await readCart()
  const lines = Object.entries(cart.lines).map(([id, quantity]) => ({ id, quantity }))
  if (lines.length === 0) return { problem: 'There is nothing in the cart.' }
  let order: Order
  try {
    order = await upstreamPost<Order>('/orders', {
      lines,
      card: String(form.get('number')).replaceAll(' ', ''),
      name: form.get('name'),
    })
  } catch (error) {
    if (error instanceof UpstreamError && error.status === 402) return { problem: error.message }
    throw error
  }
  await writeCart({ lines: {} })
  updateTag('products')
  redirect(`/checkout/done?order=${order.id}`)
}
