/** How a picture lies in its frame: moved by `x` and `y` pixels, drawn `scale` times its size. */
export interface View {
  readonly x: number
  readonly y: number
  readonly scale: number
}

interface Size {
  readonly width: number
  readonly height: number
}

const LEAST = 0.15
const MOST = 3
/** Below this, names can't be read. */
const READABLE = 0.75
const PADDING = 16

/**
 * The whole picture in the middle of its frame. Where names are to be read and there is no room for all of it, the part
 * about `at`.
 */
export function fitView(content: Size, frame: Size, at?: { readonly x: number; readonly y: number }): View {
  if (content.width === 0 || frame.width === 0) return { x: PADDING, y: PADDING, scale: 1 }
  const room = Math.min(
    (frame.width - 2 * PADDING) / content.width,
    (frame.height - 2 * PADDING) / content.height,
  )
  const scale = Math.min(1, Math.max(at === undefined ? LEAST : READABLE, room))
  const place = (outer: number, inner: number, middle: number) =>
    inner * scale + 2 * PADDING <= outer
      ? (outer - inner * scale) / 2
      : Math.min(PADDING, Math.max(outer - PADDING - inner * scale, outer / 2 - middle * scale))
  return {
    x: place(frame.width, content.width, at?.x ?? 0),
    y: place(frame.height, content.height, at?.y ?? 0),
    scale,
  }
}

/** Comes closer by `factor`; the point of the frame stays where it is. */
export function zoomView(view: View, factor: number, x: number, y: number): View {
  const scale = Math.min(MOST, Math.max(LEAST, view.scale * factor))
  const ratio = scale / view.scale
  return { x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio, scale }
}

export function moveView(view: View, x: number, y: number): View {
  return { ...view, x: view.x + x, y: view.y + y }
}
