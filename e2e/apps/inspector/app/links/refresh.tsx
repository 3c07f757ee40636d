'use client'

import { useRouter } from 'next/navigation'

export function Refresh() {
  const router = useRouter()
  return (
    <>
      <button type="button" onClick={() => router.refresh()}>
        Refresh
      </button>
      <button type="button" onClick={() => router.prefetch('/shelf/4')}>
        Prefetch
      </button>
      <button type="button" onClick={() => fetch('/api/stock')}>
        Ask
      </button>
      <button type="button" onClick={() => fetch('/api/stock', { method: 'HEAD' })}>
        Ask for the head
      </button>
    </>
  )
}
