import type { ServerActionEvent } from '@kymo/protocol'
import { useMemo } from 'react'
import { oneOf } from '../address/values.ts'
import { type ActionFilter, readActions } from '../api/endpoints.ts'
import { Choice } from '../controls/choice.tsx'
import { TextFilter } from '../controls/text-filter.tsx'
import { plural } from '../format/plural.ts'
import { EmptyState } from '../status/empty-state.tsx'
import { ActionTwoLines, actionColumns } from './action-columns.tsx'
import { useActivity } from './activity-context.ts'
import { type SpanScope, SpanTable } from './span-table.tsx'

const RESULTS = [
  { value: 'ok', label: 'Ok' },
  { value: 'error', label: 'Failed' },
]

/** Server actions that ran. */
export function ActionTable({ sessionId, origin, hidden }: SpanScope) {
  const { search } = useActivity()
  const { result, q } = search
  const order = sessionId === undefined ? undefined : 'asc'
  const filter: ActionFilter = { session: sessionId, order, status: result, q }
  const columns = useMemo(() => actionColumns(origin), [origin])
  const filtered = q !== undefined || result !== undefined
  return (
    <SpanTable<ServerActionEvent, ActionFilter>
      label="Server actions"
      hidden={hidden}
      hiddenRows={hidden?.actions ?? 0}
      filter={filter}
      load={readActions}
      isChanged={(next, known) => next.status !== known.status}
      columns={columns}
      compact={(row) => <ActionTwoLines row={row} origin={origin} />}
      filters={<ActionFilters primary={sessionId === undefined} />}
      total={(rows) => plural(rows, 'action')}
      empty={<NoActions filtered={filtered} single={sessionId !== undefined} />}
    />
  )
}

function ActionFilters({ primary }: { primary: boolean }) {
  const { search, change } = useActivity()
  return (
    <>
      <TextFilter
        label="Filter actions"
        value={search.q}
        onChange={(q) => change({ q }, 'replace')}
        className="w-44 shrink-0"
        primary={primary}
      />
      <Choice
        label="Result"
        value={search.result}
        options={RESULTS}
        onChange={(value) => change({ result: oneOf(value, ['ok', 'error']) })}
      />
    </>
  )
}

function NoActions({ filtered, single }: { filtered: boolean; single: boolean }) {
  if (filtered) return <EmptyState title="No action matches these filters" />
  return (
    <EmptyState title={single ? 'This session ran no server action' : 'No server action ran yet'}>
      Server actions appear here when a form or a component calls one, with the error if it failed.
    </EmptyState>
  )
}
