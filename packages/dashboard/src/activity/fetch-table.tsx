import type { FetchEvent } from '@kymo/protocol'
import { useMemo } from 'react'
import { type FetchFilter, readFetches } from '../api/endpoints.ts'
import { plural } from '../format/plural.ts'
import { EmptyState } from '../status/empty-state.tsx'
import { useActivity } from './activity-context.ts'
import { fetchColumns } from './fetch-columns.tsx'
import { FetchFilters, isFiltered } from './fetch-filters.tsx'
import { FetchTwoLines } from './fetch-two-lines.tsx'
import { type SpanScope, SpanTable } from './span-table.tsx'

/** What the app asked of others. */
export function FetchTable({ sessionId, origin, hidden }: SpanScope) {
  const { search } = useActivity()
  const { method, status, host, cache, origin: from, q } = search
  const order = sessionId === undefined ? undefined : 'asc'
  const filter: FetchFilter = { session: sessionId, order, method, status, host, cache, origin: from, q }
  const columns = useMemo(() => fetchColumns(origin), [origin])
  return (
    <SpanTable<FetchEvent, FetchFilter>
      label="Fetches"
      hidden={hidden}
      hiddenRows={hidden?.fetches ?? 0}
      filter={filter}
      load={readFetches}
      isChanged={(next, known) =>
        next.statusCode !== known.statusCode || next.cache.status !== known.cache.status
      }
      columns={columns}
      compact={(row) => <FetchTwoLines row={row} origin={origin} />}
      filters={<FetchFilters sessionId={sessionId} />}
      total={(rows) => plural(rows, 'fetch', 'fetches')}
      empty={<NoFetches filtered={isFiltered(search)} single={sessionId !== undefined} />}
    />
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
