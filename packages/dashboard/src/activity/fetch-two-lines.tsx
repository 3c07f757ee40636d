import type { FetchEvent } from '@kymo/protocol'
import { Duration } from '../format/figures.tsx'
import { StatusCode } from '../status/status-code.tsx'
import { Cache } from './fetch-columns.tsx'
import { Start } from './span-columns.tsx'
import { splitUrl } from './split-url.ts'

/** A fetch where there is no room for columns. */
export function FetchTwoLines({ row, origin }: { row: FetchEvent; origin: number | undefined }) {
  const { host, rest } = splitUrl(row.url)
  return (
    <>
      <span className="flex items-center gap-2">
        <code className="min-w-0 flex-1 truncate">
          {row.method === 'GET' ? null : <span className="text-dim">{row.method} </span>}
          {rest}
        </code>
        <Duration value={row.duration} />
      </span>
      <span className="flex items-center gap-3 text-label text-dim">
        <StatusCode code={row.statusCode} failed={row.error !== null} />
        <span className="min-w-0 truncate">{host}</span>
        <Cache row={row} />
        <Start time={row.startTime} origin={origin} className="ml-auto shrink-0" />
      </span>
    </>
  )
}
