import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { clamp } from './clamp.ts'

interface SplitOptions {
  /** The name under which the size is remembered. */
  readonly name: string
  readonly min: number
  readonly max: number
}

const STEP = 16

function remembered({ name, min, max }: SplitOptions): number | null {
  try {
    const value = Number(localStorage.getItem(`kymo.size.${name}`))
    return value >= min && value <= max ? value : null
  } catch {
    return null
  }
}

export interface Split {
  /** Pixels; null until a person sets it. */
  readonly size: number | null
  readonly resize: (size: number) => void
}

/** A size that a person sets by dragging, and that stays. */
export function useSplit(options: SplitOptions): Split {
  const [size, setSize] = useState(() => remembered(options))
  return {
    size,
    resize(next) {
      const clamped = clamp(next, options.min, options.max)
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
