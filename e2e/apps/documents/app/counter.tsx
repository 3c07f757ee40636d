'use client'

import { useEffect, useState } from 'react'

/** Says when the page is alive, and counts. */
export function Counter() {
  const [count, setCount] = useState(0)
  const [alive, setAlive] = useState(false)
  useEffect(() => setAlive(true), [])
  return (
    <button type="button" data-alive={alive} onClick={() => setCount(count + 1)}>
      {count}
    </button>
  )
}
