import type { ErrorGroup } from '@kymo/protocol'
import { readErrors } from '../api/endpoints.ts'
import { useCollectedEvents } from '../api/live-context.ts'
import { TextFilter } from '../controls/text-filter.tsx'
import { TimeRange } from '../controls/time-range.tsx'
import { plural } from '../format/plural.ts'
import { DataGrid } from '../lists/data-grid.tsx'
import { LiveFrame } from '../lists/live-frame.tsx'
import { NewRows } from '../lists/new-rows.tsx'
import { useDetailRows } from '../lists/use-detail-rows.ts'
import { usePagedList } from '../lists/use-paged-list.ts'
import { AppChoice } from '../shell/app-choice.tsx'
import { Problem } from '../status/problem.tsx'
import { GROUP_COLUMNS, GroupTwoLines } from './group-columns.tsx'
import { NoErrors } from './no-errors.tsx'
import { type ChangeErrors, DEFAULT_WINDOW, type ErrorsSearch, errorFilter, WINDOWS } from './search.ts'

const keyOf = (group: ErrorGroup) => group.fingerprint

interface GroupsPaneProps {
  readonly search: ErrorsSearch
  readonly onChange: ChangeErrors
}

/** Every mistake once, those that happened last at the top. */
export function GroupsPane({ search, onChange }: GroupsPaneProps) {
  const filter = errorFilter(search)
  const rows = usePagedList<ErrorGroup>({
    key: JSON.stringify(filter),
    load: (before, signal) => readErrors(filter, before, signal),
    idOf: keyOf,
    timeOf: (group) => group.lastSeen,
    isNewer: (next, known) => next.count !== known.count || next.lastSeen !== known.lastSeen,
    // An error is told of by an event of its own, or by a session that gained one.
    news: ({ sessions }) => (sessions.some(({ counts }) => counts.errors > 0) ? 'look' : undefined),
    moves: true,
  })
  useCollectedEvents(rows.look)
  const { list } = rows

  const detail = useDetailRows<ErrorGroup>({
    keyOf,
    open: search.error,
    show: (group, how) => {
      if (group.fingerprint !== search.error) onChange({ error: group.fingerprint, at: undefined }, how)
    },
  })

  return (
    <section aria-label="Errors" className="flex min-w-0 flex-1 flex-col">
      <div className="flex h-11 shrink-0 items-center border-b border-hairline pr-4 pl-2">
        <h1 className="sr-only">Errors</h1>
        <div className="flex h-full min-w-0 flex-1 items-center gap-3 overflow-x-auto">
          <TextFilter
            label="Filter errors"
            value={search.q}
            onChange={(q) => onChange({ q }, 'replace')}
            className="w-52 min-w-32"
            primary
          />
          <TimeRange
            window={search.window}
            fallback={DEFAULT_WINDOW}
            windows={WINDOWS}
            onChange={(window) => onChange({ window })}
          />
          <AppChoice value={search.app} onChange={(app) => onChange({ app })} />
          <span className="ml-auto text-label whitespace-nowrap text-faint">
            {list.known ? plural(list.total, 'error') : ''}
            {list.capped ? ' or more' : ''}
          </span>
        </div>
        <NewRows rows={rows} />
      </div>
      <LiveFrame rows={rows}>
        {list.error !== undefined && !list.known ? (
          <Problem error={list.error} onRetry={() => list.retry()} />
        ) : (
          <DataGrid
            label="Errors"
            primary
            source={list}
            columns={GROUP_COLUMNS}
            compact={(group) => <GroupTwoLines group={group} />}
            compactBelow={560}
            {...detail}
            busy={list.pending}
            empty={list.pending ? null : <NoErrors search={search} onChange={onChange} />}
          />
        )}
      </LiveFrame>
    </section>
  )
}
