import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { RowSource } from './row-source.ts'

/** Keeps the first row in view where it is when rows above it come or go. */
export function useScrollAnchor<Row>(
  scroller: RefObject<HTMLElement | null>,
  source: RowSource<Row>,
  keyOf: (row: Row) => string,
  rowHeight: number,
  header: number,
): void {
  const anchor = useRef<{ key: string; index: number } | null>(null)
  const { version } = source

  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows changed, and only then
  useLayoutEffect(() => {
    const element = scroller.current
    const known = anchor.current
    if (element === null || known === null || element.scrollTop === 0) return
    const index = source.indexOf(known.key)
    if (index >= 0 && index !== known.index) element.scrollTop += (index - known.index) * rowHeight
  }, [version])

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const remember = () => {
      const index = Math.floor(Math.max(0, element.scrollTop - header) / rowHeight)
      const row = source.at(index)
      anchor.current = row === undefined ? null : { key: keyOf(row), index }
    }
    remember()
    element.addEventListener('scroll', remember, { passive: true })
    return () => element.removeEventListener('scroll', remember)
  })
}
