import type { RuntimeUpdate, SessionSummary } from '@kymo/protocol'
import { type Cursor, readSessions } from '../api/endpoints.ts'
import { type LiveList, usePagedList } from '../lists/use-paged-list.ts'
import type { ActivitySearch } from './search.ts'
import { sessionsOfTab } from './sessions-of-tab.ts'

/** The list of sessions that the page's address asks for, newest first. */
export function useSessions({ find, app, browserTab }: ActivitySearch): LiveList<SessionSummary> {
  const filtered = find !== undefined || app !== undefined
  const load = (before: Cursor, signal: AbortSignal) => readSessions({ q: find, app }, before, signal)
  return usePagedList<SessionSummary>({
    key: JSON.stringify([find, app, browserTab]),
    load: browserTab === undefined ? load : sessionsOfTab(browserTab, load),
    idOf: (session) => session.id,
    timeOf: (session) => session.startTime,
    isNewer: (next, known) => next.revision > known.revision,
    // What text matches is for the collector to say: a filtered list is asked for its newest page.
    news: (update: RuntimeUpdate) => {
      if (update.sessions.length === 0) return undefined
      if (filtered) return 'look'
      return browserTab === undefined
        ? update.sessions
        : update.sessions.filter(({ visit }) => visit?.tab === browserTab)
    },
  })
}
