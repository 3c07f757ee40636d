import type { RequestEvent, RoutesTable } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { spanRefText } from '../address/span-ref.ts'
import type { PerformanceFilter } from '../api/endpoints.ts'
import { requestsQuery, seriesQuery } from '../api/queries.ts'
import { RequestCharts } from '../charts/request-charts.tsx'
import { Age } from '../clock/age.tsx'
import { Segments } from '../controls/segments.tsx'
import { Duration } from '../format/figures.tsx'
import { plural } from '../format/plural.ts'
import type { Column } from '../lists/columns.ts'
import { DataGrid } from '../lists/data-grid.tsx'
import { rowsOf } from '../lists/row-source.ts'
import { Drawer } from '../panes/drawer.tsx'
import { EmptyState } from '../status/empty-state.tsx'
import { Problem } from '../status/problem.tsx'
import { StatusCode } from '../status/status-code.tsx'
import { isFilePurpose } from '../timeline/files.ts'

type Sort = 'slowest' | 'newest'

interface RouteDrawerProps {
  readonly route: string
  readonly method: string
  readonly sort: Sort
  readonly filter: PerformanceFilter
  /** The table it was opened from, with the route's figures. */
  readonly table: RoutesTable | undefined
  readonly onSort: (sort: Sort) => void
  /** Milliseconds since the epoch. */
  readonly onZoom: (from: number, to: number) => void
  readonly onClose: () => void
}

const LIMIT = 100
const keyOf = (row: RequestEvent) => row.id

/** One route: its percentiles over time and its slowest requests, each leading to its session. */
export function RouteDrawer(props: RouteDrawerProps) {
  const { route, method, sort, filter } = props
  const navigate = useNavigate()
  const [cursor, setCursor] = useState<string | null>(null)
  const requests = useQuery(requestsQuery({ ...filter, route, method, sort, limit: LIMIT }))
  const series = useQuery(seriesQuery({ ...filter, route, method }))
  const rows = requests.data?.rows
  const source = useMemo(() => rowsOf(rows ?? [], keyOf), [rows])
  const columns = useMemo(() => requestColumns(), [])
  const figures = props.table?.routes.find((row) => row.route === route && row.method === method)

  function show(row: RequestEvent): void {
    void navigate({
      to: '/',
      search: {
        session: row.sessionId,
        detail: spanRefText({ traceId: row.traceId, spanId: row.id }),
        files: isFilePurpose(row.purpose) ? 'shown' : undefined,
      },
    })
  }

  return (
    <Drawer
      label={`Route ${method} ${route}`}
      title={
        <h2 className="font-mono break-all">
          <span className="text-dim">{method}</span> {route}
        </h2>
      }
      onClose={props.onClose}
    >
      <div className="flex h-full min-h-96 flex-col">
        {figures === undefined ? null : (
          <p className="px-4 pt-3 pb-1 text-dim">
            {plural(figures.count, 'request')}, p95{' '}
            <Duration value={figures.percentiles.p95} className="text-text" />, slowest{' '}
            <Duration value={figures.max} className="text-text" />
            {figures.derived
              ? '. The framework did not name this route; it was made from the address.'
              : null}
          </p>
        )}
        {series.data === undefined || series.data.buckets.length === 0 ? null : (
          <div className="route-charts">
            <RequestCharts series={series.data} onZoom={props.onZoom} />
          </div>
        )}
        <div className="flex h-11 shrink-0 items-center gap-3 px-4">
          <h3 className="font-medium">Requests</h3>
          <Segments<Sort>
            label="Order of requests"
            value={sort}
            options={[
              { value: 'slowest', label: 'Slowest' },
              { value: 'newest', label: 'Newest' },
            ]}
            onChange={props.onSort}
          />
        </div>
        <div className="min-h-0 flex-1 border-t border-hairline">
          {requests.error !== null && rows === undefined ? (
            <Problem error={requests.error} onRetry={() => void requests.refetch()} />
          ) : (
            <DataGrid
              label="Requests of the route"
              source={source}
              columns={columns}
              keyOf={keyOf}
              compact={(row) => <RequestTwoLines row={row} />}
              compactBelow={300}
              cursor={cursor}
              onCursor={(row) => setCursor(row.id)}
              selected={null}
              onOpen={show}
              busy={requests.isPending}
              empty={rows === undefined ? null : <EmptyState title="No request in this time" />}
            />
          )}
        </div>
      </div>
    </Drawer>
  )
}

function requestColumns(): Column<RequestEvent>[] {
  return [
    {
      id: 'status',
      header: 'Status',
      track: '64px',
      cell: (row) => <StatusCode code={row.statusCode} failed={row.error !== null} />,
    },
    {
      id: 'url',
      header: 'Address',
      track: 'minmax(0, 1fr)',
      cell: (row) => (
        <code className="truncate" title={row.error ?? row.url}>
          {row.url}
        </code>
      ),
    },
    {
      id: 'duration',
      header: 'Duration',
      track: '80px',
      align: 'end',
      cell: (row) => <Duration value={row.duration} />,
    },
    {
      id: 'age',
      header: 'Ago',
      track: '56px',
      align: 'end',
      cell: (row) => <Age time={row.startTime} className="text-dim" />,
    },
  ]
}

function RequestTwoLines({ row }: { row: RequestEvent }) {
  return (
    <>
      <span className="flex gap-2">
        <code className="min-w-0 flex-1 truncate">{row.url}</code>
        <Duration value={row.duration} />
      </span>
      <span className="flex gap-3 text-label text-dim">
        <StatusCode code={row.statusCode} failed={row.error !== null} />
        <Age time={row.startTime} className="ml-auto" />
      </span>
    </>
  )
}
