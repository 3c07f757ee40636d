import { useMemo } from 'react'
import { count } from '../../format/quantity.ts'
import type { Column } from '../../lists/columns.ts'
import { DataGrid } from '../../lists/data-grid.tsx'
import { rowsOf } from '../../lists/row-source.ts'
import { useDetailRows } from '../../lists/use-detail-rows.ts'
import { EmptyState } from '../../status/empty-state.tsx'
import { Mark } from '../../status/mark.tsx'
import { Tags } from '../../status/tags.tsx'
import type { SignalRow } from './choose-signals.ts'
import { KIND_SIGNS } from './signal-words.ts'

interface SignalTableProps {
  readonly rows: readonly SignalRow[]
  readonly cycles: readonly (readonly number[])[]
  readonly excessive: number | null
  readonly selected: string | undefined
  readonly onSelect: (row: SignalRow, how: 'push' | 'replace') => void
}

const keyOf = (row: SignalRow) => String(row.id)

/** What was updated most, first. */
export function SignalTable({ rows, cycles, excessive, selected, onSelect }: SignalTableProps) {
  const source = useMemo(() => rowsOf(rows, keyOf), [rows])
  const columns = useMemo(() => signalColumns(excessive, new Set(cycles.flat())), [excessive, cycles])
  const detail = useDetailRows<SignalRow>({ keyOf, open: selected, show: onSelect })
  return (
    <DataGrid
      label="Signals"
      primary
      source={source}
      columns={columns}
      compact={(row) => (
        <>
          <span className="flex items-center gap-2">
            <SignalName row={row} inCycle={cycles.some((cycle) => cycle.includes(row.id))} />
            <span className="ml-auto">{count(row.updates)}</span>
          </span>
          <span className="flex gap-3 text-label text-dim">
            <span>{row.kind}</span>
            <span>{row.library}</span>
            <Peak row={row} excessive={excessive} className="ml-auto" />
          </span>
        </>
      )}
      compactBelow={360}
      {...detail}
      empty={<EmptyState title="No signal matches" />}
    />
  )
}

function SignalName({ row, inCycle }: { row: SignalRow; inCycle: boolean }) {
  return (
    <>
      <span aria-hidden="true" className="w-3 shrink-0 text-center text-label text-dim">
        {KIND_SIGNS[row.kind]}
      </span>
      <code className="min-w-0 truncate" title={row.name}>
        {row.name}
      </code>
      {inCycle ? (
        <span className="shrink-0 text-label text-error">
          <span aria-hidden="true">↻ </span>cycle
        </span>
      ) : null}
      {row.gone ? <Tags of={['gone']} /> : null}
    </>
  )
}

interface PeakProps {
  readonly row: SignalRow
  readonly excessive: number | null
  readonly className?: string
}

function Peak({ row, excessive, className }: PeakProps) {
  const high = excessive !== null && row.peak >= excessive
  return (
    <span className={`flex items-center gap-1.5 ${high ? 'text-slow' : 'text-dim'} ${className ?? ''}`}>
      {high ? <Mark shape="triangle" label="too often" /> : null}
      <span>
        {count(row.peak)}
        <span className="text-faint">/s</span>
      </span>
    </span>
  )
}

function signalColumns(excessive: number | null, inCycle: ReadonlySet<number>): readonly Column<SignalRow>[] {
  return [
    {
      id: 'name',
      header: 'Signal',
      track: 'minmax(0, 1fr)',
      cell: (row) => <SignalName row={row} inCycle={inCycle.has(row.id)} />,
    },
    {
      id: 'kind',
      header: 'Kind',
      track: '76px',
      from: 480,
      cell: (row) => <span className="text-dim">{row.kind}</span>,
    },
    {
      id: 'updates',
      header: 'Updates',
      track: '72px',
      align: 'end',
      cell: (row) => <span className="font-medium">{count(row.updates)}</span>,
    },
    {
      id: 'peak',
      header: 'Peak',
      track: '80px',
      align: 'end',
      cell: (row) => <Peak row={row} excessive={excessive} />,
    },
    {
      id: 'subscribers',
      header: 'Subscribers',
      track: '80px',
      align: 'end',
      from: 420,
      cell: (row) => count(row.subscribers),
    },
    {
      id: 'library',
      header: 'Library',
      track: '72px',
      from: 560,
      cell: (row) => <span className="truncate text-dim">{row.library}</span>,
    },
  ]
}
