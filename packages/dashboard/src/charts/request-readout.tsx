import type { ReactNode } from 'react'
import { Duration } from '../format/figures.tsx'
import { plural } from '../format/plural.ts'
import { asText, count, roundDuration } from '../format/quantity.ts'
import { timeOfDay } from '../format/time.ts'
import type { SeriesColumns } from './align-series.ts'

interface RequestReadoutProps {
  readonly columns: SeriesColumns
  /** The column under the cross-hair. */
  readonly index: number | null
  /** Length of a column. Milliseconds. */
  readonly step: number
  /** Processes that started in the window. */
  readonly starts: number
}

/** What is drawn, and under the cross-hair how much it is. */
export function RequestReadout({ columns, index, step, starts }: RequestReadoutProps) {
  const time = index === null ? undefined : columns.times[index]
  const value = (name: 'p50' | 'p95' | 'p99') => (index === null ? null : (columns[name][index] ?? null))
  const requests = index === null ? null : (columns.count[index] ?? null)
  const errors = index === null ? 0 : (columns.errors[index] ?? 0)
  return (
    <p className="flex items-center gap-4 overflow-hidden px-4 text-label whitespace-nowrap text-dim">
      <Key swatch={<span className="h-2.5 w-3 rounded-[1px] bg-chart-band" />} name="p50 to p99">
        {time === undefined ? null : (
          <>
            <Duration value={value('p50')} /> to <Duration value={value('p99')} />
          </>
        )}
      </Key>
      <Key swatch={<span className="h-0.5 w-3 bg-chart-line" />} name="p95">
        {time === undefined ? null : <Duration value={value('p95')} />}
      </Key>
      {starts === 0 ? null : (
        <Key
          swatch={<span className="h-3 border-l border-dashed border-faint" />}
          name={plural(starts, 'process start')}
        />
      )}
      <span className="ml-auto hidden text-faint @xl:inline">
        {time === undefined
          ? `each point is ${asText(roundDuration(step))}; drag to zoom`
          : `${timeOfDay(time * 1000 - step / 2)} + ${asText(roundDuration(step))}`}
      </span>
      {time === undefined ? null : (
        <span className="w-36 text-right text-text">
          {requests === null ? 'no request' : plural(requests, 'request')}
          {errors === null || errors === 0 ? null : (
            <span className="text-error">, {count(errors)} failed</span>
          )}
        </span>
      )}
    </p>
  )
}

function Key({ swatch, name, children }: { swatch: ReactNode; name: string; children?: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5">
      {swatch}
      <span>{name}</span>
      <span className="text-text">{children}</span>
    </span>
  )
}
