import type { FetchEvent } from '@kymo/protocol'
import { useMemo, useState } from 'react'
import { parseSpanRef } from '../address/span-ref.ts'
import { type FetchFilter, readFetches } from '../api/endpoints.ts'
import { DataGrid } from '../lists/data-grid.tsx'
import { LiveFrame } from '../lists/live-frame.tsx'
import { usePagedList } from '../lists/use-paged-list.ts'
import { focusDrawer } from '../panes/drawer-focus.ts'
import { EmptyState } from '../status/empty-state.tsx'
import { Problem } from '../status/problem.tsx'
import { useActivity } from './activity-context.ts'
import { fetchColumns } from './fetch-columns.tsx'
import { FetchFilters, isFiltered } from './fetch-filters.tsx'
import { FetchTwoLines } from './fetch-two-lines.tsx'

interface FetchTableProps {
  readonly sessionId: string | undefined
  readonly origin: number | undefined
}

const keyOf = (row: FetchEvent) => row.id

/** What the app asked of others. */
export function FetchTable({ sessionId, origin }: FetchTableProps) {
  const { search, openSpan } = useActivity()
  const { method, status, host, cache, q } = search
  const filter: FetchFilter = { session: sessionId, method, status, host, cache, q }
  const fetches = usePagedList<FetchEvent>({
    key: JSON.stringify(filter),
    load: (before, signal) => readFetches(filter, before, signal),
    idOf: keyOf,
    timeOf: (row) => row.startTime,
    isNewer: (next, known) => next.duration !== known.duration || next.statusCode !== known.statusCode,
    news: (update) => {
      const touched =
        sessionId === undefined
          ? update.sessions.length > 0
          : update.sessions.some(({ id }) => id === sessionId)
      return touched ? 'head' : undefined
    },
  })
  const { list } = fetches
  const [cursor, setCursor] = useState<string | null>(null)
  const columns = useMemo(() => fetchColumns(origin), [origin])
  const selected = parseSpanRef(search.detail)?.spanId ?? null
  const filtered = isFiltered(search)

  return (
    <div className="flex h-full flex-col">
      <FetchFilters sessionId={sessionId} shown={list.total} pending={list.pending} />
      <LiveFrame rows={fetches}>
        {list.error !== undefined && list.count === 0 ? (
          <Problem error={list.error} onRetry={() => list.retry()} />
        ) : (
          <DataGrid
            label="Fetches"
            primary={sessionId === undefined}
            source={list}
            columns={columns}
            keyOf={keyOf}
            compact={(row) => <FetchTwoLines row={row} />}
            cursor={cursor ?? selected}
            onCursor={(row) => {
              setCursor(row.id)
              if (search.detail !== undefined) openSpan({ traceId: row.traceId, spanId: row.id }, 'replace')
            }}
            selected={selected}
            onOpen={(row, by) => {
              setCursor(row.id)
              openSpan({ traceId: row.traceId, spanId: row.id })
              if (by === 'keyboard') focusDrawer()
            }}
            busy={list.pending}
            empty={list.pending ? null : <NoFetches filtered={filtered} single={sessionId !== undefined} />}
          />
        )}
      </LiveFrame>
    </div>
  )
}

function NoFetches({ filtered, single }: { filtered: boolean; single: boolean }) {
  if (filtered) return <EmptyState title="No fetch matches these filters" />
  return (
    <EmptyState title={single ? 'This session fetched nothing' : 'Nothing was fetched yet'}>
      Calls that the app makes with fetch or node:http appear here, with their cache status.
    </EmptyState>
  )
}
