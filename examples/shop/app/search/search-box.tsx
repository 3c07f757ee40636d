'use client'

import { type ReactNode, useEffect, useState } from 'react'
import { ProductCard } from '@/components/product-card'
import type { ProductSummary } from '@/lib/upstream'

/** @param children what the server found for `initial`; shown until something is typed. */
export function SearchBox({ initial, children }: { initial: string; children: ReactNode }) {
  const [words, setWords] = useState(initial)
  const [found, setFound] = useState<ProductSummary[]>()

  useEffect(() => {
    if (words === initial) return
    const controller = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(`/api/search?q=${encodeURIComponent(words)}`, {
          signal: controller.signal,
        })
        if (response.ok) setFound(await response.json())
      } catch (error) {
        if (!controller.signal.aborted) throw error
      }
    }, 150)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [words, initial])

  return (
    <>
      <form action="/search" className="row">
        <input
          type="search"
          name="q"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          placeholder="weather, brass, a name…"
          aria-label="Search the catalogue"
        />
        <button type="submit" className="button quiet">
          Search
        </button>
      </form>
      {found === undefined ? (
        children
      ) : (
        <ul className="shelf" aria-live="polite">
          {found.map((product) => (
            <ProductCard key={product.id} product={product} />
          ))}
        </ul>
      )}
    </>
  )
}
