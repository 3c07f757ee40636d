import type { RuntimeUpdate, SessionSummary } from '@kymo/protocol'
import { readSessions } from '../api/endpoints.ts'
import { type LiveList, usePagedList } from '../lists/use-paged-list.ts'
import type { ActivitySearch } from './search.ts'

/** The list of sessions that the page's address asks for, newest first. */
export function useSessions({ find, app, browserTab }: ActivitySearch): LiveList<SessionSummary> {
  const filtered = find !== undefined || app !== undefined
  return usePagedList<SessionSummary>({
    key: JSON.stringify([find, app, browserTab]),
    load: (before, signal) => readSessions({ q: find, app, tab: browserTab }, before, signal),
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
