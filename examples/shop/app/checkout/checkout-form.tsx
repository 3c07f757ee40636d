'use client'

import { useActionState } from 'react'
import { placeOrder } from './actions'

export function CheckoutForm() {
  const [state, action, pending] = useActionState(placeOrder, {})
  return (
    <form action={action} className="stack">
      <label>
        Name <input name="name" autoComplete="name" required />
      </label>
      <label>
        Card number <input name="number" inputMode="numeric" defaultValue="4242 4242 4242 4242" required />
      </label>
      {state.problem !== undefined && (
        <p className="problem" role="alert">
          {state.problem}
        </p>
      )}
      <button type="submit" className="button" disabled={pending}>
        {pending ? 'Placing the order…' : 'Place the order'}
      </button>
    </form>
  )
}
