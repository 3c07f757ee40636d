import type { Page, SessionSummary } from '@kymo/protocol'
import type { Cursor } from '../api/endpoints.ts'

/** So many pages of sessions are looked through for those of one tab. */
const MOST_PAGES = 10

type Load = (before: Cursor, signal: AbortSignal) => Promise<Page<SessionSummary>>

/** Reads the sessions of one browser tab only: the collector does not choose by it. */
export function sessionsOfTab(tab: string, load: Load): Load {
  let pages = 0
  return async (before, signal) => {
    if (before === null) pages = 0
    const page = await load(before, signal)
    pages++
    const cut = page.next !== null && pages >= MOST_PAGES
    return {
      rows: page.rows.filter(({ visit }) => visit?.tab === tab),
      next: cut ? null : page.next,
      // Only those that were found are counted.
      total: 0,
      ...(page.next === null ? {} : { capped: true }),
    }
  }
}
