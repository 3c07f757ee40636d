import type { SpanView } from '@kymo/protocol'
import { type PointerEvent, useMemo, useRef, useState } from 'react'
import { HUE_TEXT } from '../status/kind.tsx'
import { isFile } from './files.ts'
import { draggedRange, isWhole, panRange, type Range } from './scale.ts'
import { type Hue, hueOf } from './span-facts.ts'

interface OverviewProps {
  readonly spans: readonly SpanView[]
  readonly origin: number
  readonly whole: Range
  readonly range: Range
  /** What the session began with; null where that is not known. */
  readonly page: Range | null
  readonly onRange: (range: Range) => void
}

const WIDTH = 1000
const HEIGHT = 24
/** Lanes that spans are laid into, by their order. */
const LANES = 10

/** A page that is smaller than the whole by this can hardly be read in it. */
const SMALL = 3

function isSame(a: Range, b: Range): boolean {
  return Math.abs(a.from - b.from) < 0.01 && Math.abs(a.to - b.to) < 0.01
}

/** One path for each hue, and a faint one for files: thousands of spans are still a handful of elements. */
function paths(spans: readonly SpanView[], origin: number, whole: Range): [Hue | 'file', string][] {
  const byHue = new Map<Hue | 'file', string>()
  const length = whole.to - whole.from
  const lanes = Math.min(LANES, spans.length)
  const lane = HEIGHT / (lanes + 1)
  spans.forEach((span, index) => {
    const x = ((span.startTime - origin) / length) * WIDTH
    const width = Math.max(1, (span.duration / length) * WIDTH)
    const y = ((index % lanes) + 1) * lane
    const hue = isFile(span) ? 'file' : hueOf(span.kind)
    byHue.set(hue, `${byHue.get(hue) ?? ''}M${x.toFixed(1)} ${y.toFixed(1)}h${width.toFixed(1)}`)
  })
  return [...byHue]
}

/** The whole session in one strip, with the visible part framed, and the way back to all of it. */
export function Overview(props: OverviewProps) {
  const { range, whole, page, onRange } = props
  return (
    <div className="timeline-overview">
      <Strip {...props} />
      <div className="timeline-ranges">
        {page === null || page.to * SMALL > whole.to || isSame(range, page) ? null : (
          <button type="button" onClick={() => onRange(page)}>
            Show the page only
          </button>
        )}
        {isWhole(range, whole) ? null : (
          <button type="button" onClick={() => onRange(whole)}>
            Show all
          </button>
        )}
      </div>
    </div>
  )
}

/** Dragging chooses a part, or moves the frame. For pointers only: the keys of the timeline do the same. */
function Strip({ spans, origin, whole, range, onRange }: OverviewProps) {
  const lines = useMemo(() => paths(spans, origin, whole), [spans, origin, whole])
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
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="size-full"
        aria-hidden="true"
      >
        {lines.map(([hue, path]) => (
          <path
            key={hue}
            d={path}
            className={hue === 'file' ? 'overview-files' : HUE_TEXT[hue]}
            stroke="currentColor"
            strokeWidth="1.5"
            vectorEffect="non-scaling-stroke"
          />
        ))}
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
