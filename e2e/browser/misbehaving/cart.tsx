import { createContext, type ReactNode, useContext, useState } from 'react'

const CartContext = createContext({ items: 0 })
CartContext.displayName = 'CartContext'

/** Makes another value with every render, though nothing of it is different: all who read it render again. */
export function CartProvider({ children }: { children: ReactNode }) {
  const [ticks, setTicks] = useState(0)
  return (
    <CartContext value={{ items: 3 }}>
      <button type="button" onClick={() => setTicks(ticks + 1)}>
        Tick
      </button>
      {children}
      <CartLabel />
    </CartContext>
  )
}

export function CartRow() {
  const { items } = useContext(CartContext)
  return <p>{items} items</p>
}

/** Gets nothing and shows always the same, and renders whenever its parent does. */
function CartLabel() {
  return <small>All prices with tax.</small>
}
