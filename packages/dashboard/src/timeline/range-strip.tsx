import { type PointerEvent, type ReactNode, useRef, useState } from 'react'
import { draggedRange, isWhole, panRange, type Range } from './scale.ts'

interface RangeStripProps {
  readonly whole: Range
  /** The part that is shown. */
  readonly range: Range
  readonly onRange: (range: Range) => void
  /** Of the box in which the lines are drawn. */
  readonly width: number
  readonly height: number
  /** Lines, as elements of an SVG. */
  readonly children: ReactNode
}

/** Dragging chooses a part, or moves the frame. For pointers only: keys and buttons beside it do the same. */
export function RangeStrip({ whole, range, onRange, width, height, children }: RangeStripProps) {
  const strip = useRef<HTMLDivElement>(null)
  const [drag, setDrag] = useState<{ time: number; range: Range; moves: boolean } | null>(null)
  const length = whole.to - whole.from
  const all = isWhole(range, whole)

  function timeAt(clientX: number): number {
    const box = strip.current?.getBoundingClientRect()
    return box === undefined || box.width === 0 ? 0 : whole.from + ((clientX - box.left) / box.width) * length
  }

  function move(event: PointerEvent): void {
    if (drag === null) return
    const time = timeAt(event.clientX)
    if (drag.moves) {
      onRange(panRange(drag.range, whole, (time - drag.time) / (drag.range.to - drag.range.from)))
    } else if (Math.abs(time - drag.time) > length / 200) {
      onRange(draggedRange(drag.time, time, whole))
    }
  }

  return (
    <div
      ref={strip}
      aria-hidden="true"
      className="timeline-strip"
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        const time = timeAt(event.clientX)
        setDrag({ time, range, moves: !all && time >= range.from && time <= range.to })
      }}
      onPointerMove={move}
      onPointerUp={() => setDrag(null)}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => onRange(whole)}
    >
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="size-full"
        aria-hidden="true"
      >
        {children}
      </svg>
      {all ? null : (
        <span
          className="timeline-frame"
          style={{
            left: `${((range.from - whole.from) / length) * 100}%`,
            width: `${((range.to - range.from) / length) * 100}%`,
          }}
        />
      )}
    </div>
  )
}
