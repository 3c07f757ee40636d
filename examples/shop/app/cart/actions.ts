'use server'

import { readCart, withLine, writeCart } from '@/lib/cart'
import { type Coupon, upstreamPost } from '@/lib/upstream'

export async function setQuantity(id: string, form: FormData) {
  await writeCart(withLine(await readCart(), id, Number(form.get('quantity'))))
}

export async function removeLine(id: string) {
  await writeCart(withLine(await readCart(), id, 0))
}

/** The coupon BROKEN makes the upstream fail, and this action with it. */
export async function applyCoupon(form: FormData) {
  const code = String(form.get('coupon')).trim().toUpperCase()
  const coupon = await upstreamPost<Coupon>(`/coupons/${encodeURIComponent(code)}`, {})
  await writeCart({ ...(await readCart()), coupon })
}
