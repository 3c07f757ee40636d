import { type PointerEvent, type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react'
import { fitView, moveView, type View, zoomView } from './view.ts'

interface ViewOptions {
  readonly frame: RefObject<HTMLElement | null>
  /** Of the frame, in pixels. */
  readonly size: { readonly width: number; readonly height: number }
  /** Of what is shown, at its own scale. */
  readonly content: { readonly width: number; readonly height: number }
  /** What is to be seen first, where there is no room for all. */
  readonly start: { readonly x: number; readonly y: number }
}

/** A press that moves less than this many pixels is a click. */
const CLICK = 4

/** What of a picture is in view: dragged, zoomed by the wheel, and as it fits until somebody touched it. */
export function useView({ frame, size, content, start }: ViewOptions) {
  const [set, setView] = useState<View>()
  const pressed = useRef<{ x: number; y: number; view: View; moved: boolean } | null>(null)
  const view = set ?? fitView(content, size, start)

  const turn = useEffectEvent((event: WheelEvent) => {
    const box = frame.current?.getBoundingClientRect()
    if (box === undefined) return
    event.preventDefault()
    const speed = event.ctrlKey ? 0.01 : 0.002
    setView(
      zoomView(view, Math.exp(-event.deltaY * speed), event.clientX - box.left, event.clientY - box.top),
    )
  })
  useEffect(() => {
    const element = frame.current
    const listener = (event: WheelEvent) => turn(event)
    // React's own wheel listeners are passive: they could not keep the page from scrolling.
    element?.addEventListener('wheel', listener, { passive: false })
    return () => element?.removeEventListener('wheel', listener)
  }, [frame])

  return {
    view,
    zoom: (factor: number) => setView(zoomView(view, factor, size.width / 2, size.height / 2)),
    move: (x: number, y: number) => setView(moveView(view, x, y)),
    fit: () => setView(fitView(content, size)),
    /** Brings a place into the middle, where it is not in view. */
    show(x: number, y: number) {
      const left = x * view.scale + view.x
      const top = y * view.scale + view.y
      if (left > 40 && left < size.width - 160 && top > 20 && top < size.height - 40) return
      setView({ ...view, x: size.width / 2 - x * view.scale, y: size.height / 2 - y * view.scale })
    },
    handlers: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.button !== 0) return
        pressed.current = { x: event.clientX, y: event.clientY, view, moved: false }
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        const from = pressed.current
        if (from === null) return
        // Where no click ended the drag.
        if (event.buttons === 0) {
          pressed.current = null
          return
        }
        const x = event.clientX - from.x
        const y = event.clientY - from.y
        if (!from.moved && Math.hypot(x, y) < CLICK) return
        if (!from.moved) event.currentTarget.setPointerCapture(event.pointerId)
        from.moved = true
        setView(moveView(from.view, x, y))
      },
      onPointerUp() {
        if (pressed.current?.moved !== true) pressed.current = null
      },
      onPointerCancel() {
        pressed.current = null
      },
      /** The click that ends a drag chooses nothing. */
      onClickCapture(event: { stopPropagation(): void }) {
        if (pressed.current?.moved === true) event.stopPropagation()
        pressed.current = null
      },
    },
  }
}
