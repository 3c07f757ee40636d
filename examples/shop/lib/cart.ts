import { cookies } from 'next/headers'

/** The whole cart lives in a cookie: product id → quantity, and the coupon. */
export interface Cart {
  lines: Record<string, number>
  coupon?: { code: string; percent: number }
}

export async function readCart(): Promise<Cart> {
  const text = (await cookies()).get('cart')?.value
  if (text === undefined) return { lines: {} }
  try {
    return { lines: {}, ...(JSON.parse(text) as Partial<Cart>) }
  } catch {
    return { lines: {} }
  }
}

export async function writeCart(cart: Cart): Promise<void> {
  const store = await cookies()
  store.set('cart', JSON.stringify(cart), { httpOnly: true, sameSite: 'lax', path: '/' })
}

export function countItems(cart: Cart): number {
  return Object.values(cart.lines).reduce((sum, quantity) => sum + quantity, 0)
}

/** Quantity 0 takes the line away. */
export function withLine(cart: Cart, id: string, quantity: number): Cart {
  const { [id]: _, ...lines } = cart.lines
  const whole = Math.min(99, Math.floor(quantity))
  return { ...cart, lines: whole > 0 ? { ...lines, [id]: whole } : lines }
}
