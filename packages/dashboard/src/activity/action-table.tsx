import type { ServerActionEvent } from '@kymo/protocol'
import { useMemo, useState } from 'react'
import { parseSpanRef } from '../address/span-ref.ts'
import { oneOf } from '../address/values.ts'
import { type ActionFilter, readActions } from '../api/endpoints.ts'
import { Choice } from '../controls/choice.tsx'
import { TextFilter } from '../controls/text-filter.tsx'
import { plural } from '../format/plural.ts'
import { DataGrid } from '../lists/data-grid.tsx'
import { LiveFrame } from '../lists/live-frame.tsx'
import { usePagedList } from '../lists/use-paged-list.ts'
import { focusDrawer } from '../panes/drawer-focus.ts'
import { EmptyState } from '../status/empty-state.tsx'
import { Problem } from '../status/problem.tsx'
import { ActionTwoLines, actionColumns } from './action-columns.tsx'
import { useActivity } from './activity-context.ts'

const keyOf = (row: ServerActionEvent) => row.id
const RESULTS = [
  { value: 'ok', label: 'Ok' },
  { value: 'error', label: 'Failed' },
]

interface ActionTableProps {
  readonly sessionId: string | undefined
  readonly origin: number | undefined
}

/** Server actions that ran. */
export function ActionTable({ sessionId, origin }: ActionTableProps) {
  const { search, change, openSpan } = useActivity()
  const filter: ActionFilter = { session: sessionId, status: search.result, q: search.q }
  const actions = usePagedList<ServerActionEvent>({
    key: JSON.stringify(filter),
    load: (before, signal) => readActions(filter, before, signal),
    idOf: keyOf,
    timeOf: (row) => row.startTime,
    isNewer: (next, known) => next.duration !== known.duration || next.status !== known.status,
    news: (update) => {
      const touched = update.sessions.some(({ id, counts }) =>
        sessionId === undefined ? counts.actions > 0 : id === sessionId,
      )
      return touched ? 'head' : undefined
    },
  })
  const { list } = actions
  const [cursor, setCursor] = useState<string | null>(null)
  const columns = useMemo(() => actionColumns(origin), [origin])
  const selected = parseSpanRef(search.detail)?.spanId ?? null

  return (
    <div className="flex h-full flex-col">
      <div className="flex h-9 shrink-0 items-center gap-1.5 border-b border-hairline px-2" role="search">
        <TextFilter
          label="Filter actions"
          value={search.q}
          onChange={(q) => change({ q }, 'replace')}
          className="w-44"
          {...(sessionId === undefined ? { primary: true } : {})}
        />
        <Choice
          label="Result"
          value={search.result}
          options={RESULTS}
          onChange={(value) => change({ result: oneOf(value, ['ok', 'error']) })}
        />
        <span className="ml-auto pr-1 text-label whitespace-nowrap text-faint">
          {list.pending ? '' : plural(list.total, 'action')}
        </span>
      </div>
      <LiveFrame rows={actions}>
        {list.error !== undefined && list.count === 0 ? (
          <Problem error={list.error} onRetry={() => list.retry()} />
        ) : (
          <DataGrid
            label="Server actions"
            primary={sessionId === undefined}
            source={list}
            columns={columns}
            keyOf={keyOf}
            compact={(row) => <ActionTwoLines row={row} />}
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
            empty={
              list.pending ? null : (
                <EmptyState
                  title={
                    search.q !== undefined || search.result !== undefined
                      ? 'No action matches these filters'
                      : sessionId === undefined
                        ? 'No server action ran yet'
                        : 'This session ran no server action'
                  }
                >
                  Server actions appear here when a form or a component calls one, with the error if it
                  failed.
                </EmptyState>
              )
            }
          />
        )}
      </LiveFrame>
    </div>
  )
}
