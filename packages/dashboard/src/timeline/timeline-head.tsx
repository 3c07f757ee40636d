import { duration, roundDuration } from '../format/quantity.ts'
import type { Range } from './scale.ts'

interface TimelineHeadProps {
  readonly marks: readonly number[]
  readonly range: Range
  /** Zero where names stand above their bars. */
  readonly namesWidth: number
  /** Where the pointer is, as a share of the axis. */
  readonly cursorAt: number | null
}

/** The axis: time since the session began. Each row says its own figures. */
export function TimelineHead({ marks, range, namesWidth, cursorAt }: TimelineHeadProps) {
  const length = range.to - range.from
  return (
    <div className="timeline-head" aria-hidden="true">
      {namesWidth === 0 ? null : (
        <div className="flex shrink-0 items-center justify-between px-3" style={{ width: namesWidth }}>
          <span>Span</span>
          <span>Duration</span>
        </div>
      )}
      <div className="relative min-w-0 flex-1 overflow-hidden">
        {marks.map((mark) => (
          <Tick key={mark} at={(mark - range.from) / length} time={mark} />
        ))}
        {cursorAt === null ? null : <Tick at={cursorAt} time={range.from + cursorAt * length} pointer />}
      </div>
    </div>
  )
}

function Tick({ at, time, pointer }: { at: number; time: number; pointer?: boolean }) {
  const { value, unit } = (pointer ? duration : roundDuration)(Math.abs(time) < 1e-9 ? 0 : time)
  return (
    <span
      className={pointer ? 'tick tick-pointer' : 'tick'}
      data-end={at > 0.94 || undefined}
      style={{ left: `${at * 100}%` }}
    >
      {value}
      <span className="text-faint"> {unit}</span>
    </span>
  )
}
