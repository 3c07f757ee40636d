import { type ReactNode, useRef } from 'react'
import { NewRowsPill } from './new-rows-pill.tsx'
import type { LiveList } from './use-paged-list.ts'

/** Holds a growing list still while it is scrolled or pointed at, and says how many rows wait meanwhile. */
export function LiveFrame<Row>({ rows, children }: { rows: LiveList<Row>; children: ReactNode }) {
  const hovered = useRef(false)
  const scrolled = useRef(false)
  const frame = useRef<HTMLDivElement>(null)
  const tell = () => rows.setHold(hovered.current || scrolled.current)
  function show(): void {
    rows.release()
    requestAnimationFrame(() => frame.current?.querySelector('[data-grid]')?.scrollTo({ top: 0 }))
  }

  return (
    <div
      ref={frame}
      className="relative min-h-0 flex-1"
      onPointerEnter={() => {
        hovered.current = true
        tell()
      }}
      onPointerLeave={() => {
        hovered.current = false
        tell()
      }}
      onScrollCapture={(event) => {
        scrolled.current = event.target instanceof Element && event.target.scrollTop > 0
        tell()
      }}
    >
      <NewRowsPill count={rows.list.held} onShow={show} />
      {children}
    </div>
  )
}
