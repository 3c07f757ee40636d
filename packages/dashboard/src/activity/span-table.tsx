import type { Page } from '@kymo/protocol'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { parseSpanRef } from '../address/span-ref.ts'
import type { Cursor, Order } from '../api/endpoints.ts'
import { count } from '../format/quantity.ts'
import type { Column } from '../lists/columns.ts'
import { DataGrid } from '../lists/data-grid.tsx'
import { LiveFrame } from '../lists/live-frame.tsx'
import { NewRows } from '../lists/new-rows.tsx'
import { usePagedList } from '../lists/use-paged-list.ts'
import { focusDrawer } from '../panes/drawer-focus.ts'
import { Problem } from '../status/problem.tsx'
import type { HiddenSpans } from '../timeline/hidden-spans.ts'
import { useActivity } from './activity-context.ts'

/** Whose rows a table shows. */
export interface SpanScope {
  /** Undefined shows the rows of all sessions. */
  readonly sessionId: string | undefined
  /** Time zero of the session; starts are counted from it. */
  readonly origin: number | undefined
  /** What of the session is not to be shown. */
  readonly hidden?: HiddenSpans | undefined
}

interface SpanRow {
  readonly id: string
  readonly traceId: string
  readonly startTime: number
  readonly duration: number
}

interface SpanFilter {
  readonly session?: string | undefined
  readonly order?: Order | undefined
}

interface SpanTableProps<Row, Filter> {
  readonly label: string
  readonly hidden: HiddenSpans | undefined
  /** How many of the session's rows are hidden. */
  readonly hiddenRows: number
  /** Which rows: of one session in the order of its timeline, of all with the newest first. */
  readonly filter: Filter
  readonly load: (filter: Filter, before: Cursor, signal: AbortSignal) => Promise<Page<Row>>
  /** Whether the same row says something else. */
  readonly isChanged: (next: Row, known: Row) => boolean
  readonly columns: readonly Column<Row>[]
  readonly compact: (row: Row) => ReactNode
  readonly filters: ReactNode
  /** `12 fetches` */
  readonly total: (rows: number) => string
  readonly empty: ReactNode
}

const keyOf = (row: SpanRow) => row.id

/** Spans of one kind, of one session or of all, below their filters; a row opens its detail. */
export function SpanTable<Row extends SpanRow, Filter extends SpanFilter>(
  props: SpanTableProps<Row, Filter>,
) {
  const { filter, hidden, hiddenRows } = props
  const ids = hidden?.ids
  const latest = useRef({ ids, hiddenRows })
  latest.current = { ids, hiddenRows }
  const { search, openSpan } = useActivity()
  const [cursor, setCursor] = useState<string | null>(null)
  const selected = parseSpanRef(search.detail)?.spanId ?? null
  const rows = usePagedList<Row>({
    key: JSON.stringify(filter),
    load: async (before, signal) => withoutHidden(await props.load(filter, before, signal), latest.current),
    idOf: keyOf,
    timeOf: (row) => row.startTime,
    order: filter.order === 'asc' ? 'oldest' : 'newest',
    isNewer: (next, known) => next.duration !== known.duration || props.isChanged(next, known),
    // Over all sessions every update counts: there are spans that belong to none.
    news: ({ sessions }) =>
      filter.session === undefined || sessions.some(({ id }) => id === filter.session) ? 'look' : undefined,
  })
  const { list, look } = rows
  const primary = filter.session === undefined

  // What is hidden is known a moment after the rows came.
  const size = ids?.size
  const before = useRef(size)
  useEffect(() => {
    if (size === before.current) return
    before.current = size
    look()
  }, [size, look])

  function show(row: Row, how?: 'replace'): void {
    setCursor(row.id)
    openSpan({ traceId: row.traceId, spanId: row.id }, how)
  }

  return (
    <div className="flex h-full flex-col">
      <div className="flex h-9 shrink-0 items-center border-b border-hairline pr-3 pl-2" role="search">
        <div className="flex h-full min-w-0 flex-1 items-center gap-1.5 overflow-x-auto">
          {props.filters}
          <span className="ml-auto pl-2 text-label whitespace-nowrap text-faint">
            {list.known ? props.total(list.total) : ''}
            {list.known && hiddenRows > 0 ? `, ${count(hiddenRows)} hidden` : ''}
          </span>
        </div>
        <NewRows rows={rows} />
      </div>
      <LiveFrame rows={rows}>
        {list.error !== undefined && !list.known ? (
          <Problem error={list.error} onRetry={() => list.retry()} />
        ) : (
          <DataGrid
            label={props.label}
            primary={primary}
            source={list}
            columns={props.columns}
            keyOf={keyOf}
            compact={props.compact}
            cursor={cursor ?? selected}
            onCursor={(row) => {
              setCursor(row.id)
              if (search.detail !== undefined) show(row, 'replace')
            }}
            selected={selected}
            onOpen={(row, by) => {
              show(row)
              if (by === 'keyboard') focusDrawer()
            }}
            busy={list.pending}
            empty={list.pending ? null : props.empty}
          />
        )}
      </LiveFrame>
    </div>
  )
}

/** Of a filtered list it is not known how many rows on further pages are hidden: those are taken off as they come. */
function withoutHidden<Row extends SpanRow>(
  page: Page<Row>,
  { ids, hiddenRows }: { readonly ids: ReadonlySet<string> | undefined; readonly hiddenRows: number },
): Page<Row> {
  if (ids === undefined || ids.size === 0) return page
  const rows = page.rows.filter(({ id }) => !ids.has(id))
  const here = page.rows.length - rows.length
  return { ...page, rows, total: page.total - (page.next === null ? here : Math.min(hiddenRows, page.total)) }
}
