import type { Cart } from './cart'
import { find, type Product, type ProductSummary } from './upstream'

export interface PricedCart {
  lines: (ProductSummary & { quantity: number })[]
  discount: number
  total: number
}

/** Asks the upstream what the things in the cart cost; what is no longer sold is left out. */
export async function priceCart(cart: Cart): Promise<PricedCart> {
  const found = await Promise.all(
    Object.entries(cart.lines).map(async ([id, quantity]) => {
      const product = await find<Product>(`/products/${encodeURIComponent(id)}`, {
        cache: 'force-cache',
        next: { tags: ['products'] },
      })
      return product === undefined ? [] : [{ ...product, quantity }]
    }),
  )
  const lines = found.flat()
  const sum = lines.reduce((total, { price, quantity }) => total + price * quantity, 0)
  const discount = Math.round((sum * (cart.coupon?.percent ?? 0)) / 100)
  return { lines, discount, total: sum - discount }
}
