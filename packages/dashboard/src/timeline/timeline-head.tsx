import { axisDuration } from '../format/duration-axis.ts'
import type { Quantity } from '../format/quantity.ts'
import type { Range } from './scale.ts'

interface TimelineHeadProps {
  readonly marks: readonly number[]
  readonly range: Range
  /** Zero where names stand above their bars. */
  readonly namesWidth: number
  readonly barsWidth: number
  /** Where the pointer is, as a share of the axis. */
  readonly cursorAt: number | null
  /** Where the page's first byte came, likewise. */
  readonly firstByteAt: number | null
}

/** Room that a figure takes, in pixels. */
const LABEL = 64

/** The axis: time since the session began. Each row says its own figures. */
export function TimelineHead({
  marks,
  range,
  namesWidth,
  barsWidth,
  cursorAt,
  firstByteAt,
}: TimelineHeadProps) {
  const length = range.to - range.from
  const isCovered = (at: number) =>
    firstByteAt !== null && at > firstByteAt - LABEL / barsWidth && at < firstByteAt + LABEL / barsWidth
  const step = (marks[1] ?? length) - (marks[0] ?? 0)
  return (
    <div className="timeline-head" aria-hidden="true">
      {namesWidth === 0 ? null : (
        <div className="flex shrink-0 items-center justify-between px-3" style={{ width: namesWidth }}>
          <span>Span</span>
          <span>Duration</span>
        </div>
      )}
      <div className="relative min-w-0 flex-1 overflow-hidden">
        {marks.map((mark) => {
          const at = (mark - range.from) / length
          // The last mark has its line only, where its figure would be cut off.
          return (1 - at) * barsWidth < LABEL || isCovered(at) ? null : (
            <Tick key={mark} at={at} figure={axisDuration(mark, step)} />
          )
        })}
        {firstByteAt === null ? null : (
          <span
            className="tick tick-first-byte"
            data-end={firstByteAt > 0.85 || undefined}
            style={{ left: `${firstByteAt * 100}%` }}
          >
            first byte
          </span>
        )}
        {cursorAt === null ? null : (
          <Tick at={cursorAt} figure={pointed(range.from + cursorAt * length, length)} pointer />
        )}
      </div>
    </div>
  )
}

/** As exact as the pointer is: a thousandth of the axis or so. */
function pointed(time: number, length: number): Quantity {
  const step = 10 ** Math.floor(Math.log10(length / 200))
  return axisDuration(Math.round(time / step) * step, step)
}

function Tick({ at, figure, pointer }: { at: number; figure: Quantity; pointer?: boolean }) {
  return (
    <span
      className={pointer ? 'tick tick-pointer' : 'tick'}
      data-end={(pointer && at > 0.9) || undefined}
      style={{ left: `${at * 100}%` }}
    >
      {figure.value}
      <span className="text-faint"> {figure.unit}</span>
    </span>
  )
}
