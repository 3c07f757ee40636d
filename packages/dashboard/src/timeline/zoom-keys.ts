import { clampRange, panRange, type Range, zoomRange } from './scale.ts'

interface Pressed {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

const STEP = 0.6

/** What a key makes of the part that is shown; undefined when it is no zoom key. */
export function zoomKey(
  pressed: Pressed,
  range: Range,
  whole: Range,
  span: { readonly startTime: number; readonly duration: number } | undefined,
  origin: number,
): Range | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined
  const start = span === undefined ? undefined : span.startTime - origin
  switch (pressed.key) {
    case '+':
    case '=':
      return zoomRange(range, whole, STEP, focusOf(range, start, span?.duration))
    case '-':
      return zoomRange(range, whole, 1 / STEP, focusOf(range, start, span?.duration))
    case '0':
      return whole
    case 'f':
      return start === undefined || span === undefined ? undefined : fitRange(start, span.duration, whole)
    case 'ArrowLeft':
      return pressed.shiftKey ? panRange(range, whole, -0.2) : undefined
    case 'ArrowRight':
      return pressed.shiftKey ? panRange(range, whole, 0.2) : undefined
    default:
      return undefined
  }
}

/** A stretch of time with a little air on both sides. */
export function fitRange(start: number, duration: number, whole: Range): Range {
  const air = Math.max(duration * 0.05, 0.01)
  return clampRange({ from: start - air, to: start + duration + air }, whole)
}

/** The middle of the row where it can be seen, else the middle of what is shown. */
function focusOf(range: Range, start: number | undefined, duration: number | undefined): number {
  if (start !== undefined && duration !== undefined) {
    const from = Math.max(start, range.from)
    const to = Math.min(start + duration, range.to)
    if (to >= from) return (from + to) / 2
  }
  return (range.from + range.to) / 2
}
