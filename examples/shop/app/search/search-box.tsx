'use client'

import { useComputed, useSignal } from '@preact/signals-react'
import { useSignals } from '@preact/signals-react/runtime'
import { type ReactNode, useEffect } from 'react'
import { ProductCard } from '@/components/product-card'
import type { ProductSummary } from '@/lib/upstream'

/** @param children what the server found for `initial`; shown until something is typed. */
export function SearchBox({ initial, children }: { initial: string; children: ReactNode }) {
  useSignals(0, 'SearchBox')
  const words = useSignal(initial, { name: 'words' })
  const found = useSignal<readonly ProductSummary[] | undefined>(undefined, { name: 'found' })
  const count = useComputed(() => `${found.value?.length ?? 0} found`, { name: 'count' })

  const asked = words.value
  useEffect(() => {
    if (asked === initial) return
    const controller = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(`/api/search?q=${encodeURIComponent(asked)}`, {
          signal: controller.signal,
        })
        if (response.ok) found.value = await response.json()
      } catch (error) {
        if (!controller.signal.aborted) throw error
      }
    }, 150)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [asked, initial, found])

  return (
    <>
      <form action="/search" className="row">
        <input
          type="search"
          name="q"
          value={words.value}
          onChange={(event) => {
            words.value = event.target.value
          }}
          placeholder="weather, brass, a name…"
          aria-label="Search the catalogue"
        />
        <button type="submit" className="button quiet">
          Search
        </button>
      </form>
      {found.value === undefined ? (
        children
      ) : (
        <ul className="shelf" aria-live="polite" aria-label={count.value}>
          {found.value.map((product) => (
            <ProductCard key={product.id} product={product} />
          ))}
        </ul>
      )}
    </>
  )
}
