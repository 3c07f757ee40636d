import type { ErrorEvent } from '@kymo/protocol'
import { useMemo, useState } from 'react'
import { errorRefText, isReferred, parseErrorRef } from '../address/error-ref.ts'
import { mechanismShort, RUNTIME_WORDS } from '../detail/error-words.ts'
import { Duration } from '../format/figures.tsx'
import type { Column } from '../lists/columns.ts'
import { DataGrid } from '../lists/data-grid.tsx'
import { rowsOf } from '../lists/row-source.ts'
import { focusDrawer } from '../panes/drawer-focus.ts'
import { EmptyState } from '../status/empty-state.tsx'
import { Mark } from '../status/mark.tsx'
import { Place } from '../status/place.tsx'
import { useActivity } from './activity-context.ts'

const keyOf = (error: ErrorEvent) => `${errorRefText(error)}-${error.spanId}-${error.type}`

function columns(origin: number): Column<ErrorEvent>[] {
  return [
    {
      id: 'type',
      header: 'Error',
      track: 'minmax(140px, 0.4fr)',
      cell: (error) => (
        <span className="inline-flex min-w-0 items-center gap-1.5 text-error">
          <Mark shape="cross" />
          <code className="truncate">{error.type}</code>
        </span>
      ),
    },
    {
      id: 'message',
      header: 'Message',
      track: 'minmax(0, 1fr)',
      cell: (error) => (
        <span className="truncate" title={error.message}>
          {error.message}
        </span>
      ),
    },
    {
      id: 'source',
      header: 'In',
      track: 'minmax(0, 0.6fr)',
      from: 620,
      cell: (error) => <Place place={error.source} />,
    },
    {
      id: 'mechanism',
      header: 'Kind',
      track: '112px',
      from: 760,
      cell: (error) => <span className="truncate text-dim">{mechanismShort(error)}</span>,
    },
    {
      id: 'runtime',
      header: 'Runtime',
      track: '76px',
      from: 880,
      cell: (error) => (
        <span className="text-dim">{error.runtime === null ? '–' : RUNTIME_WORDS[error.runtime]}</span>
      ),
    },
    {
      id: 'time',
      header: 'At',
      track: '84px',
      align: 'end',
      cell: (error) => (
        <span className="text-dim">
          <Duration value={Math.max(0, error.time - origin)} />
        </span>
      ),
    },
  ]
}

/** What failed in a session. */
export function ErrorList({ errors, origin }: { errors: readonly ErrorEvent[]; origin: number }) {
  const { search, openError } = useActivity()
  const [cursor, setCursor] = useState<string | null>(null)
  const source = useMemo(() => rowsOf(errors, keyOf), [errors])
  const shown = useMemo(() => columns(origin), [origin])
  const open = parseErrorRef(search.error)
  const selected = errors.find((error) => isReferred(error, open))

  return (
    <DataGrid
      label="Errors"
      source={source}
      columns={shown}
      keyOf={keyOf}
      compact={(error) => (
        <>
          <span className="block truncate text-error">{error.type}</span>
          <span className="block truncate text-label text-dim">{error.message}</span>
        </>
      )}
      cursor={cursor}
      onCursor={(error) => {
        setCursor(keyOf(error))
        if (search.detail !== undefined || search.error !== undefined) openError(error, 'replace')
      }}
      selected={selected === undefined ? null : keyOf(selected)}
      onOpen={(error, by) => {
        setCursor(keyOf(error))
        openError(error)
        if (by === 'keyboard') focusDrawer()
      }}
      empty={<EmptyState title="Nothing failed in this session" />}
    />
  )
}
