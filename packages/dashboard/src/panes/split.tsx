import { type KeyboardEvent, type PointerEvent, useState } from 'react'

interface SplitOptions {
  /** The name under which the size is remembered. */
  readonly name: string
  readonly initial: number
  readonly min: number
  readonly max: number
}

const STEP = 16

function remembered({ name, initial, min, max }: SplitOptions): number {
  try {
    const value = Number(localStorage.getItem(`kymo.size.${name}`))
    return value >= min && value <= max ? value : initial
  } catch {
    return initial
  }
}

/** A size in pixels that a person sets by dragging, and that stays. */
export function useSplit(options: SplitOptions): { size: number; resize: (size: number) => void } {
  const [size, setSize] = useState(() => remembered(options))
  return {
    size,
    resize(next) {
      const clamped = Math.round(Math.min(options.max, Math.max(options.min, next)))
      setSize(clamped)
      try {
        localStorage.setItem(`kymo.size.${options.name}`, String(clamped))
      } catch {
        // Storage is refused: the size holds until the page is closed.
      }
    },
  }
}

interface SplitterProps {
  readonly label: string
  /** The border that moves: `x` is dragged sideways. */
  readonly axis: 'x' | 'y'
  readonly size: number
  readonly min: number
  readonly max: number
  readonly onResize: (size: number) => void
  /** The sized side comes after the splitter. */
  readonly reversed?: boolean
  readonly className?: string
}

/** The hairline between two panes. Dragged, or moved with the arrow keys. */
export function Splitter({ label, axis, size, min, max, onResize, reversed, className }: SplitterProps) {
  const sign = reversed ? -1 : 1

  function drag(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0) return
    event.preventDefault()
    const element = event.currentTarget
    const start = axis === 'x' ? event.clientX : event.clientY
    const move = (next: globalThis.PointerEvent) => {
      onResize(size + sign * ((axis === 'x' ? next.clientX : next.clientY) - start))
    }
    element.setPointerCapture(event.pointerId)
    element.addEventListener('pointermove', move)
    element.addEventListener('lostpointercapture', () => element.removeEventListener('pointermove', move), {
      once: true,
    })
  }

  function press(event: KeyboardEvent): void {
    const [less, more] = axis === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    if (event.key !== less && event.key !== more) return
    event.preventDefault()
    onResize(size + sign * (event.key === more ? STEP : -STEP))
  }

  return (
    <div
      role="separator"
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={press}
      className={`splitter ${axis === 'x' ? 'splitter-x' : 'splitter-y'} ${className ?? ''}`}
    />
  )
}
