import { duration, roundDuration } from '../format/quantity.ts'
import { Splitter } from '../panes/split.tsx'
import type { Range } from './scale.ts'

interface TimelineHeadProps {
  readonly marks: readonly number[]
  readonly range: Range
  readonly names: { readonly resize: (size: number) => void }
  /** Zero where names stand above their bars. */
  readonly namesWidth: number
  /** Where the pointer is, as a share of the axis. */
  readonly cursorAt: number | null
}

/** The axis: time since the session began. */
export function TimelineHead({ marks, range, names, namesWidth, cursorAt }: TimelineHeadProps) {
  const length = range.to - range.from
  return (
    <div className="timeline-head" aria-hidden={namesWidth === 0}>
      {namesWidth === 0 ? null : (
        <div className="flex shrink-0 items-center" style={{ width: namesWidth }}>
          <span className="pl-3">Span</span>
          <span className="ml-auto pr-3">Duration</span>
          <Splitter
            label="Width of the names"
            axis="x"
            size={namesWidth}
            min={140}
            max={900}
            onResize={names.resize}
            className="h-full"
          />
        </div>
      )}
      <div aria-hidden="true" className="relative min-w-0 flex-1 overflow-hidden">
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
