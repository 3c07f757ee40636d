import { matching, oneOf, shortText } from '../address/values.ts'
import { parseZoom } from '../timeline/scale.ts'

/** What the activity page shows, as its address says it. Everything is optional and nothing is trusted. */
export interface ActivitySearch {
  /** A session's id, or `all`; absent: the one that is active. */
  readonly session?: string | undefined
  /** Rows of the lower pane; fetches unless given. */
  readonly tab?: ActivityTab | undefined
  /** The span whose detail is open: its trace and its id. */
  readonly detail?: string | undefined
  /** The part of the timeline that is shown; see `zoomText`. */
  readonly zoom?: string | undefined
  /** Whether the timeline has a row for each file. */
  readonly files?: 'shown' | undefined
  /** Text and application that sessions are chosen by. */
  readonly find?: string | undefined
  readonly app?: string | undefined
  /** Filters of the fetch table; `q` and `result` are those of the actions too. */
  readonly method?: string | undefined
  readonly status?: string | undefined
  readonly host?: string | undefined
  readonly cache?: string | undefined
  readonly q?: string | undefined
  readonly result?: 'ok' | 'error' | undefined
}

export const ACTIVITY_TABS = ['fetches', 'actions', 'errors'] as const
export type ActivityTab = (typeof ACTIVITY_TABS)[number]

export function readActivitySearch(search: Record<string, unknown>): ActivitySearch {
  return {
    session: matching(search.session, /^(all|[0-9a-f]{16})$/),
    tab: oneOf(search.tab, ACTIVITY_TABS),
    detail: matching(search.detail, /^[0-9a-f]{32}-[0-9a-f]{16}$/),
    zoom: parseZoom(search.zoom) === undefined ? undefined : (search.zoom as string),
    files: oneOf(search.files, ['shown']),
    find: shortText(search.find),
    app: shortText(search.app),
    method: matching(search.method, /^[A-Z]{1,20}$/),
    status: matching(search.status, /^([2-5]xx|error|[1-5]\d\d)$/),
    host: shortText(search.host),
    cache: oneOf(search.cache, ['hit', 'stale', 'miss', 'skip', 'hmr', 'unknown']),
    q: shortText(search.q),
    result: oneOf(search.result, ['ok', 'error']),
  }
}
