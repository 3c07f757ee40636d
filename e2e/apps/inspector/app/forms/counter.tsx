'use client'

import { useActionState } from 'react'
import { count } from './actions'

export function Counter() {
  const [state, act] = useActionState(count, { clicks: 0 })
  return (
    <form action={act}>
      <input name="step" defaultValue="2" />
      <button type="submit">Count</button>
      <output id="clicks">{state.clicks}</output>
    </form>
  )
}
