import type { VitalSample } from '@kymo/protocol'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Age } from '../../clock/age.tsx'
import type { Column } from '../../lists/columns.ts'
import { DataGrid } from '../../lists/data-grid.tsx'
import { rowsOf } from '../../lists/row-source.ts'
import { VitalValue } from '../rating.tsx'
import { attributionWords } from './attribution-words.ts'

const keyOf = (row: VitalSample) => `${row.time} ${row.vital} ${row.visitId} ${row.value}`

/** Where in the page, and what took it so long. */
function Cause({ row }: { row: VitalSample }) {
  const words = attributionWords(row.vital, row.attribution)
  return (
    <span className="min-w-0 truncate text-dim" title={words.join('\n')}>
      {words.length === 0 ? '–' : words.slice(0, 2).join(', ')}
    </span>
  )
}

function Target({ row }: { row: VitalSample }) {
  return row.target === null ? (
    <span className="text-faint">–</span>
  ) : (
    <code className="min-w-0 truncate" title={row.target}>
      {row.target}
    </code>
  )
}

const COLUMNS: readonly Column<VitalSample>[] = [
  { id: 'vital', header: 'Vital', track: '56px', cell: (row) => row.vital },
  {
    id: 'value',
    header: 'Value',
    track: '96px',
    align: 'end',
    cell: (row) => <VitalValue vital={row.vital} value={row.value} />,
  },
  {
    id: 'path',
    header: 'Page',
    track: 'minmax(0, 0.8fr)',
    cell: (row) => (
      <code className="min-w-0 truncate" title={`${row.path}, of ${row.route}`}>
        {row.path}
      </code>
    ),
  },
  {
    id: 'target',
    header: 'Element',
    track: 'minmax(0, 1fr)',
    from: 640,
    cell: (row) => <Target row={row} />,
  },
  {
    id: 'cause',
    header: 'Because of',
    track: 'minmax(0, 1.2fr)',
    from: 900,
    cell: (row) => <Cause row={row} />,
  },
  {
    id: 'device',
    header: 'Device',
    track: '76px',
    from: 1040,
    cell: (row) => <span className="text-dim first-letter:uppercase">{row.device}</span>,
  },
  {
    id: 'age',
    header: 'Ago',
    track: '64px',
    align: 'end',
    cell: (row) => <Age time={row.time} className="text-dim" />,
  },
]

/** Page loads that were not good, newest first; each leads to its session. */
export function Samples({ samples }: { samples: readonly VitalSample[] }) {
  const navigate = useNavigate()
  const [cursor, setCursor] = useState<string | null>(null)
  const source = useMemo(() => rowsOf(samples, keyOf), [samples])
  return (
    <DataGrid
      label="Page loads that were not good"
      source={source}
      columns={COLUMNS}
      keyOf={keyOf}
      compact={(row) => (
        <>
          <span className="flex gap-2">
            <span className="w-10 shrink-0 text-dim">{row.vital}</span>
            <code className="min-w-0 flex-1 truncate">{row.path}</code>
            <VitalValue vital={row.vital} value={row.value} />
          </span>
          <span className="flex gap-3 pl-12 text-label text-dim">
            <Target row={row} />
            <Age time={row.time} ago className="ml-auto" />
          </span>
        </>
      )}
      compactBelow={560}
      cursor={cursor}
      onCursor={(row) => setCursor(keyOf(row))}
      selected={null}
      onOpen={(row) => {
        setCursor(keyOf(row))
        if (row.visitId !== null) void navigate({ to: '/', search: { session: row.visitId } })
      }}
    />
  )
}
