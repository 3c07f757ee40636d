import type { SessionSummary } from '@kymo/protocol'
import { useMemo, useState } from 'react'
import { Icon } from '../controls/icon.tsx'
import { TextFilter } from '../controls/text-filter.tsx'
import { count } from '../format/quantity.ts'
import { DataGrid } from '../lists/data-grid.tsx'
import { LiveFrame } from '../lists/live-frame.tsx'
import { NewRows } from '../lists/new-rows.tsx'
import type { PagedList } from '../lists/paged-list.ts'
import type { LiveList } from '../lists/use-paged-list.ts'
import { focusDrawer } from '../panes/drawer-focus.ts'
import { useMedia } from '../panes/use-media.ts'
import { AppChoice } from '../shell/app-choice.tsx'
import { EmptyState } from '../status/empty-state.tsx'
import { Problem } from '../status/problem.tsx'
import { useActivity } from './activity-context.ts'
import { PauseButton } from './pause-button.tsx'
import { ScopeLinks } from './scope-links.tsx'
import { sessionColumns } from './session-columns.tsx'
import { type SessionRow, useSessionRows } from './session-rows.ts'
import { SessionTwoLines } from './session-two-lines.tsx'
import { tabLetter } from './tab-letters.ts'

interface SessionsPaneProps {
  readonly sessions: LiveList<SessionSummary>
  /** The session whose timeline is shown, or `all`. */
  readonly shown: string | null
}

const keyOf = (row: SessionRow) => row.key

/** The active session, and below it all there were; a row opens to show what it caused. */
export function SessionsPane({ sessions, shown }: SessionsPaneProps) {
  const { search, change, openSpan } = useActivity()
  const { list } = sessions
  const { source, expand } = useSessionRows(list)
  const [cursor, setCursor] = useState<string | null>(null)
  const wide = useMedia('(min-width: 768px)')
  const filtered = [search.find, search.app, search.browserTab].some((value) => value !== undefined)
  const tabs = search.browserTab !== undefined || severalTabs(list)
  const columns = useMemo(() => sessionColumns(tabs), [tabs])

  function choose(session: string, how: 'push' | 'replace'): void {
    if (session !== search.session)
      change({ session, zoom: undefined, detail: undefined, error: undefined }, how)
  }

  function move(row: SessionRow): void {
    setCursor(row.key)
    choose(row.kind === 'session' ? row.session.id : row.sessionId, 'replace')
    if (row.kind === 'item' && row.ref !== null && search.detail !== undefined) openSpan(row.ref, 'replace')
  }

  function open(row: SessionRow, by: 'pointer' | 'keyboard'): void {
    setCursor(row.key)
    choose(row.kind === 'session' ? row.session.id : row.sessionId, 'push')
    if (row.kind === 'session' || row.ref === null) {
      if (by === 'keyboard') document.querySelector<HTMLElement>('[data-grid="timeline"]')?.focus()
      return
    }
    openSpan(row.ref)
    if (by === 'keyboard') focusDrawer()
  }

  return (
    <section aria-label="Sessions" className="flex h-full flex-col">
      <ScopeLinks list={list} />
      <div className="flex h-9 shrink-0 items-center gap-1 border-b border-hairline pr-2 pl-1.5">
        <TextFilter
          label="Find sessions"
          value={search.find}
          onChange={(find) => change({ find }, 'replace')}
          className="flex-1"
          primary={shown !== 'all'}
        />
        <NewRows rows={sessions} />
        <AppChoice value={search.app} onChange={(app) => change({ app })} />
        {search.browserTab === undefined ? null : (
          <TabFilter tab={search.browserTab} onEnd={() => change({ browserTab: undefined })} />
        )}
        <span className="text-label text-faint" title="Sessions that are kept">
          {list.known ? count(list.total) : ''}
          {list.capped ? '+' : ''}
        </span>
        <PauseButton />
      </div>
      <LiveFrame rows={sessions}>
        {list.error !== undefined && !list.known ? (
          <Problem error={list.error} onRetry={() => list.retry()} />
        ) : (
          <DataGrid
            label="Recent sessions"
            primary={shown !== 'all'}
            source={source}
            columns={columns}
            keyOf={keyOf}
            compact={(row) => <SessionTwoLines row={row} />}
            compactBelow={wide ? 0 : 10_000}
            cursor={cursor ?? (search.session === undefined ? null : shown)}
            onCursor={move}
            selected={search.session === undefined ? null : shown}
            onOpen={open}
            tree={(row) => (row.kind === 'session' ? { level: 1, expanded: row.expanded } : { level: 2 })}
            onExpand={(row, expanded) => {
              if (row.kind === 'session') expand(row.session.id, expanded)
              else if (!expanded) {
                expand(row.sessionId, false)
                setCursor(row.sessionId)
              }
            }}
            busy={list.pending}
            empty={
              list.pending ? null : (
                <EmptyState title="No session matches">
                  {filtered ? 'It must be of the app and tab and contain the text above.' : null}
                </EmptyState>
              )
            }
          />
        )}
      </LiveFrame>
    </section>
  )
}

/** Newest sessions that are looked at to tell whether there are several tabs. */
const LOOKED_AT = 200

function severalTabs(list: PagedList<SessionSummary>): boolean {
  let first: string | undefined
  for (let index = 0; index < Math.min(list.count, LOOKED_AT); index++) {
    const tab = list.at(index)?.visit?.tab
    if (tab == null || tab === first) continue
    if (first !== undefined) return true
    first = tab
  }
  return false
}

function TabFilter({ tab, onEnd }: { tab: string; onEnd: () => void }) {
  return (
    <button
      type="button"
      className="control border-accent! bg-accent-fill px-2 text-text"
      aria-label="Show the sessions of all tabs"
      onClick={onEnd}
    >
      Tab {tabLetter(tab)}
      <Icon name="close" size={12} />
    </button>
  )
}
