import { type PointerEvent, type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Hovered } from './hover-card.tsx'
import { draggedRange, panRange, type Range, zoomRange } from './scale.ts'
import type { Zoom } from './use-zoom.ts'

interface PointerZoomOptions {
  readonly scroller: RefObject<HTMLElement | null>
  /** Pixels left of the bars. */
  readonly namesWidth: number
  readonly zoom: Zoom
  readonly whole: Range
  readonly onHover: (hovered: Hovered | null) => void
}

/** A press that moves less than this many pixels is a click. */
const CLICK = 4

/**
 * Drag across the bars zooms to that part, the wheel zooms where it points: at once over the axis, or where nothing
 * scrolls, else with Ctrl (which is what a pinch sends). A sideways wheel pans.
 */
export function usePointerZoom({ scroller, namesWidth, zoom, whole, onHover }: PointerZoomOptions) {
  const start = useRef<{ x: number; share: number; pointer: number } | null>(null)
  const dragged = useRef(false)
  const [selection, setSelection] = useState<{ left: number; width: number } | null>(null)
  const [cursorAt, setCursorAt] = useState<number | null>(null)

  /** Where the pointer is over the bars: 0 at their left edge, 1 at their right; undefined beside them. */
  function shareAt(clientX: number): number | undefined {
    const element = scroller.current
    if (element === null) return undefined
    const box = element.getBoundingClientRect()
    const width = element.clientWidth - namesWidth
    const share = (clientX - box.left - namesWidth) / width
    return width > 0 && share >= 0 && share <= 1 ? share : undefined
  }

  function timeAt(share: number): number {
    return zoom.range.from + share * (zoom.range.to - zoom.range.from)
  }

  const turn = useEffectEvent((event: WheelEvent) => {
    const element = scroller.current
    const share = shareAt(event.clientX)
    if (element === null || share === undefined) return
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault()
      zoom.set(panRange(zoom.range, whole, event.deltaX / (element.clientWidth - namesWidth)))
      return
    }
    const scrolls = element.scrollHeight > element.clientHeight + 1
    const overAxis = event.target instanceof Element && event.target.closest('.timeline-head') !== null
    if (scrolls && !overAxis && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    const speed = event.ctrlKey ? 0.01 : 0.002
    zoom.set(zoomRange(zoom.range, whole, Math.exp(event.deltaY * speed), timeAt(share)))
  })

  useEffect(() => {
    const element = scroller.current
    const listener = (event: WheelEvent) => turn(event)
    // React's own wheel listeners are passive: they could not keep the page from scrolling.
    element?.addEventListener('wheel', listener, { passive: false })
    return () => element?.removeEventListener('wheel', listener)
  }, [scroller])

  const handlers = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      dragged.current = false
      onHover(null)
      const share = shareAt(event.clientX)
      if (event.button !== 0 || event.pointerType === 'touch' || share === undefined) return
      if (event.target instanceof Element && event.target.closest('[role="separator"]') !== null) return
      start.current = { x: event.clientX, share, pointer: event.pointerId }
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const share = shareAt(event.clientX)
      setCursorAt(share ?? null)
      const from = start.current
      if (from === null) {
        onHover(event.pointerType === 'touch' ? null : hoveredAt(event))
        return
      }
      if (!dragged.current && Math.abs(event.clientX - from.x) < CLICK) return
      if (!dragged.current) {
        dragged.current = true
        event.currentTarget.setPointerCapture(from.pointer)
        onHover(null)
      }
      const to = share ?? (event.clientX < from.x ? 0 : 1)
      setSelection({ left: Math.min(from.share, to), width: Math.abs(to - from.share) })
    },
    onPointerUp() {
      if (dragged.current && selection !== null && selection.width > 0) {
        zoom.set(draggedRange(timeAt(selection.left), timeAt(selection.left + selection.width), whole))
      }
      start.current = null
      setSelection(null)
    },
    onPointerCancel() {
      start.current = null
      setSelection(null)
    },
    onPointerLeave() {
      setCursorAt(null)
      onHover(null)
    },
    /** The click that ends a drag opens nothing. */
    onClickCapture(event: { stopPropagation(): void }) {
      if (dragged.current) event.stopPropagation()
      dragged.current = false
    },
  }

  return { handlers, selection, cursorAt }
}

function hoveredAt(event: PointerEvent): Hovered | null {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-bars]') : null
  const key = row?.dataset.bars
  return row === null || key === undefined
    ? null
    : { key, x: event.clientX, y: event.clientY, edge: row.getBoundingClientRect().right }
}
