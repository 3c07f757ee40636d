import { Age } from '../clock/age.tsx'
import { Duration } from '../format/figures.tsx'
import type { Column } from '../lists/columns.ts'

interface TimedRow {
  readonly startTime: number
  readonly duration: number
}

interface StartProps {
  readonly time: number
  /** Time zero that starts are counted from; without it the age is shown. */
  readonly origin: number | undefined
  readonly className?: string
}

/** When something began: within a session since its beginning, else how long ago. */
export function Start({ time, origin, className = '' }: StartProps) {
  return (
    <span className={`text-dim ${className}`}>
      {origin === undefined ? <Age time={time} /> : <Duration value={Math.max(0, time - origin)} />}
    </span>
  )
}

/** The last columns of a table of spans: how long each took and when it began. */
export function timeColumns(origin: number | undefined): Column<TimedRow>[] {
  return [
    {
      id: 'duration',
      header: 'Duration',
      track: '78px',
      align: 'end',
      cell: (row) => <Duration value={row.duration} />,
    },
    {
      id: 'start',
      header: origin === undefined ? 'Ago' : 'Start',
      track: '78px',
      align: 'end',
      from: 560,
      cell: (row) => <Start time={row.startTime} origin={origin} />,
    },
  ]
}
