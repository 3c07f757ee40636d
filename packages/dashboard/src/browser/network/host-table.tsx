import type { HostFigures } from '@kymo/protocol'
import { useMemo } from 'react'
import { Duration, Size } from '../../format/figures.tsx'
import { plural } from '../../format/plural.ts'
import { asText, count, percent } from '../../format/quantity.ts'
import type { Column } from '../../lists/columns.ts'
import { DataGrid } from '../../lists/data-grid.tsx'
import { rowsOf } from '../../lists/row-source.ts'
import { useDetailRows } from '../../lists/use-detail-rows.ts'

const keyOf = (row: HostFigures) => row.host

const share = (part: number, whole: number) => asText(percent(whole === 0 ? 0 : part / whole))

const COLUMNS: readonly Column<HostFigures>[] = [
  {
    id: 'host',
    header: 'Host',
    track: 'minmax(0, 1fr)',
    cell: ({ host }) => (
      <code className="min-w-0 truncate" title={host}>
        {host}
      </code>
    ),
  },
  { id: 'count', header: 'Calls', track: '68px', align: 'end', cell: (row) => count(row.count) },
  {
    id: 'failed',
    header: 'Failed',
    track: '68px',
    align: 'end',
    cell: (row) => (
      <span className={row.failed > 0 ? 'text-error' : 'text-faint'} title={share(row.failed, row.count)}>
        {count(row.failed)}
      </span>
    ),
  },
  {
    id: 'slow',
    header: 'Slow',
    track: '68px',
    align: 'end',
    cell: (row) => (
      <span className={row.slow > 0 ? 'text-slow' : 'text-faint'} title={share(row.slow, row.count)}>
        {count(row.slow)}
      </span>
    ),
  },
  {
    id: 'retries',
    header: 'Retries',
    track: '68px',
    align: 'end',
    from: 700,
    cell: (row) => <span className="text-dim">{count(row.retries)}</span>,
  },
  {
    id: 'cache',
    header: 'From cache',
    track: '84px',
    align: 'end',
    from: 700,
    cell: (row) => <span className="text-dim">{share(row.cacheHits, row.count)}</span>,
  },
  {
    id: 'bytes',
    header: 'Received',
    track: '80px',
    align: 'end',
    from: 620,
    cell: (row) => <Size value={row.bytes} />,
  },
  {
    id: 'p50',
    header: 'p50',
    track: '80px',
    align: 'end',
    from: 560,
    cell: (row) => <Duration value={row.p50} />,
  },
  {
    id: 'p95',
    header: 'p95',
    track: '80px',
    align: 'end',
    cell: (row) => <Duration value={row.p95} className="font-medium" />,
  },
]

interface HostTableProps {
  readonly hosts: readonly HostFigures[]
  readonly chosen: string | undefined
  readonly onChoose: (host: string | undefined) => void
}

/** What is called where, how often, and how that goes. One that is opened is what the waterfall is of. */
export function HostTable({ hosts, chosen, onChoose }: HostTableProps) {
  const source = useMemo(() => rowsOf(hosts, keyOf), [hosts])
  const detail = useDetailRows<HostFigures>({
    keyOf,
    open: chosen,
    show: ({ host }) => onChoose(host === chosen ? undefined : host),
  })
  return (
    <DataGrid
      label="Hosts"
      source={source}
      columns={COLUMNS}
      compact={(row) => (
        <>
          <span className="flex gap-2">
            <code className="min-w-0 flex-1 truncate">{row.host}</code>
            <Duration value={row.p95} />
          </span>
          <span className="flex gap-3 text-label text-dim">
            <span>{plural(row.count, 'call')}</span>
            {row.failed === 0 ? null : <span className="text-error">{count(row.failed)} failed</span>}
            {row.slow === 0 ? null : <span className="text-slow">{count(row.slow)} slow</span>}
            <span className="ml-auto text-faint">p95</span>
          </span>
        </>
      )}
      compactBelow={480}
      {...detail}
    />
  )
}
