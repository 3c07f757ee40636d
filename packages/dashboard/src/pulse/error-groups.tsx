import type { ErrorRow } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type FleetFilter, fleetErrorsQuery } from '../api/fleet.ts'
import { Age } from '../clock/age.tsx'
import { plural } from '../format/plural.ts'
import { count } from '../format/quantity.ts'
import type { Column } from '../lists/columns.ts'
import { DataGrid } from '../lists/data-grid.tsx'
import { ListPart } from '../lists/list-part.tsx'
import { rowsOf } from '../lists/row-source.ts'
import { useDetailRows } from '../lists/use-detail-rows.ts'
import { Problem } from '../status/problem.tsx'
import { Recency } from './recency.tsx'
import { type ChangePulse, NO_DETAIL } from './search.ts'
import { useRowHeight } from './wall-size.ts'

interface ErrorGroupsProps {
  readonly filter: FleetFilter
  readonly words: string
  /** The key of the row whose detail is open. */
  readonly open: string | undefined
  readonly onChange: ChangePulse
}

const placeOf = ({ app, environment }: ErrorRow) => `${app}@${environment}`

export const errorKey = (fingerprint: string, of: string) => `${fingerprint} ${of}`
export const errorRowKey = (row: ErrorRow) => errorKey(row.fingerprint, placeOf(row))

/** Mistakes of all servers, each once, those that happened last at the top. */
export function ErrorGroups({ filter, words, open, onChange }: ErrorGroupsProps) {
  const { data: rows, error, refetch } = useQuery(fleetErrorsQuery(filter))
  const rowHeight = useRowHeight()
  const source = useMemo(() => rowsOf(rows ?? [], errorRowKey), [rows])
  const detail = useDetailRows<ErrorRow>({
    keyOf: errorRowKey,
    open,
    show: (row, how) => onChange({ ...NO_DETAIL, error: row.fingerprint, of: placeOf(row) }, how),
  })
  return (
    <ListPart
      label="Errors"
      note={`newest first, ${words}`}
      rows={rows?.length}
      problem={error && <Problem error={error} onRetry={() => void refetch()} />}
      rowHeight={rowHeight}
      empty={`Nothing failed ${words}.`}
    >
      <DataGrid
        label="Errors"
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

const COLUMNS: readonly Column<ErrorRow>[] = [
  {
    id: 'error',
    header: 'Error',
    track: 'minmax(0, 1fr)',
    cell: (row) => (
      <>
        <Recency time={row.lastSeen} />
        <code className="max-w-[45%] shrink-0 truncate text-error">{row.type}</code>
        <span className="min-w-0 truncate" title={row.message}>
          {row.message}
        </span>
      </>
    ),
  },
  {
    id: 'app',
    header: 'App',
    track: 'minmax(56px, 0.22fr)',
    from: 560,
    cell: (row) => <span className="truncate text-dim">{row.app}</span>,
  },
  {
    id: 'count',
    header: 'Count',
    track: '5em',
    align: 'end',
    cell: (row) => <span className="font-medium">{count(row.count)}</span>,
  },
  {
    id: 'last',
    header: 'Last seen',
    track: '5.2em',
    align: 'end',
    cell: (row) => <Age time={row.lastSeen} className="text-dim" />,
  },
]

function twoLines(row: ErrorRow) {
  return (
    <>
      <span className="flex items-center gap-2">
        <Recency time={row.lastSeen} />
        <span className="min-w-0 flex-1 truncate">{row.message === '' ? row.type : row.message}</span>
        <Age time={row.lastSeen} className="shrink-0 text-dim" />
      </span>
      <span className="flex items-center gap-3 pl-[18px] text-label text-dim">
        <code className="min-w-0 truncate text-label! text-error">{row.type}</code>
        <span className="ml-auto shrink-0">{plural(row.count, 'time')}</span>
      </span>
    </>
  )
}
