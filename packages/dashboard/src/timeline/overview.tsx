import type { SpanView } from '@kymo/protocol'
import { useMemo } from 'react'
import { HUE_TEXT } from '../status/kind.tsx'
import { isFile } from './files.ts'
import { RangeStrip } from './range-strip.tsx'
import { isWhole, type Range } from './scale.ts'
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

/** Every span as a line. */
function Strip({ spans, origin, whole, range, onRange }: OverviewProps) {
  const lines = useMemo(() => paths(spans, origin, whole), [spans, origin, whole])
  return (
    <RangeStrip whole={whole} range={range} onRange={onRange} width={WIDTH} height={HEIGHT}>
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
    </RangeStrip>
  )
}
