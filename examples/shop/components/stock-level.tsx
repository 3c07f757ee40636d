'use client'

import { useEffect, useState } from 'react'

const POLL_INTERVAL = 5000

/** Asks how many are left every five seconds while the page can be seen. */
export function StockLevel({ id, initial }: { id: string; initial: number }) {
  const [stock, setStock] = useState(initial)

  useEffect(() => {
    const controller = new AbortController()
    async function poll() {
      if (document.hidden) return
      try {
        const response = await fetch(`/api/products/${id}/stock`, { signal: controller.signal })
        if (response.ok) setStock((await response.json()).stock)
      } catch {
        // Offline or gone: the next poll says.
      }
    }
    const timer = setInterval(poll, POLL_INTERVAL)
    return () => {
      clearInterval(timer)
      controller.abort()
    }
  }, [id])

  const low = stock < 5
  return (
    <p className={low ? 'stock low' : 'stock'} data-stock={stock}>
      {stock === 0 ? 'Sold out' : low ? `Only ${stock} left` : `${stock} in stock`}
    </p>
  )
}
