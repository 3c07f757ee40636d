import type { SlowRow } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type FleetFilter, slowQuery } from '../api/fleet.ts'
import { Age } from '../clock/age.tsx'
import { Duration } from '../format/figures.tsx'
import type { Column } from '../lists/columns.ts'
import { DataGrid } from '../lists/data-grid.tsx'
import { ListPart } from '../lists/list-part.tsx'
import { rowsOf } from '../lists/row-source.ts'
import { useDetailRows } from '../lists/use-detail-rows.ts'
import { Problem } from '../status/problem.tsx'
import { StatusMark } from '../status/status-code.tsx'
import { type ChangePulse, NO_DETAIL } from './search.ts'
import { SlowBar } from './slow-bar.tsx'
import { useRowHeight } from './wall-size.ts'

interface SlowRequestsProps {
  readonly filter: FleetFilter
  readonly words: string
  readonly open: string | undefined
  readonly onChange: ChangePulse
}

const keyOf = (row: SlowRow) => row.id

/** Requests and jobs that took longer than they may, the newest first. */
export function SlowRequests({ filter, words, open, onChange }: SlowRequestsProps) {
  const { data: rows, error, refetch } = useQuery(slowQuery(filter))
  const rowHeight = useRowHeight()
  const source = useMemo(() => rowsOf(rows ?? [], keyOf), [rows])
  const detail = useDetailRows<SlowRow>({
    keyOf,
    open,
    show: (row, how) => onChange({ ...NO_DETAIL, slow: row.id }, how),
  })
  return (
    <ListPart
      label="Slow requests"
      note={`newest first, ${words}`}
      rows={rows?.length}
      problem={error && <Problem error={error} onRetry={() => void refetch()} />}
      rowHeight={rowHeight}
      empty={`No request was slow ${words}.`}
    >
      <DataGrid
        label="Slow requests"
        source={source}
        columns={COLUMNS}
        compact={twoLines}
        compactBelow={420}
        rowHeight={rowHeight}
        {...detail}
      />
    </ListPart>
  )
}

function Name({ row }: { row: SlowRow }) {
  return (
    <code className="min-w-0 truncate" title={row.url ?? row.route}>
      <span className="text-dim">{row.method ?? row.kind}</span> {row.route}
    </code>
  )
}

const COLUMNS: readonly Column<SlowRow>[] = [
  {
    id: 'route',
    header: 'Route',
    track: 'minmax(0, 1fr)',
    cell: (row) => (
      <>
        {row.kind === 'job' ? null : <StatusMark code={row.statusCode} />}
        <Name row={row} />
      </>
    ),
  },
  {
    id: 'bar',
    header: '× threshold',
    track: 'minmax(80px, 0.45fr)',
    from: 560,
    cell: (row) => <SlowBar duration={row.duration} threshold={row.threshold} />,
  },
  {
    id: 'duration',
    header: 'Duration',
    track: '5.6em',
    align: 'end',
    cell: (row) => <Duration value={row.duration} className="text-slow" />,
  },
  {
    id: 'server',
    header: 'Server',
    track: 'minmax(64px, 0.35fr)',
    cell: (row) => (
      <span className="truncate text-dim" title={row.source.hostname}>
        {row.source.hostname}
      </span>
    ),
  },
  {
    id: 'age',
    header: 'Ago',
    track: '4.2em',
    align: 'end',
    cell: (row) => <Age time={row.time} className="text-dim" />,
  },
]

function twoLines(row: SlowRow) {
  return (
    <>
      <span className="flex items-center gap-2">
        <Name row={row} />
        <Duration value={row.duration} className="ml-auto text-slow" />
      </span>
      <span className="flex gap-3 text-label text-dim">
        <span className="min-w-0 truncate">{row.source.hostname}</span>
        <Age time={row.time} ago className="ml-auto" />
      </span>
    </>
  )
}
