import { parseErrorRef } from '../address/error-ref.ts'
import { matching, oneOf, shortText } from '../address/values.ts'
import { FETCH_ORIGINS } from '../status/fetch-origins.ts'
import { hideText, parseHide } from '../timeline/hidden-spans.ts'
import { parseZoom } from '../timeline/scale.ts'

/** What the activity page shows, as its address says it. Everything is optional and nothing is trusted. */
export interface ActivitySearch {
  /** A session's id, or `all`; absent: the one that is active. */
  readonly session?: string | undefined
  /** Rows of the lower pane; fetches unless given. */
  readonly tab?: ActivityTab | undefined
  /** The span whose detail is open: its trace and its id. */
  readonly detail?: string | undefined
  /** The error whose detail is open: its fingerprint and its time. */
  readonly error?: string | undefined
  /** The part of the timeline that is shown; see `zoomText`. */
  readonly zoom?: string | undefined
  /** Whether the timeline has a row for each file. */
  readonly files?: 'shown' | undefined
  /** Whether it has a row for each of the framework's own steps. */
  readonly renders?: 'shown' | 'folded' | undefined
  /** What sessions are shown without; see `hideText`. */
  readonly hide?: string | undefined
  /** Text, browser tab and application that sessions are chosen by. */
  readonly find?: string | undefined
  readonly app?: string | undefined
  readonly browserTab?: string | undefined
  /** Filters of the fetch table; `q` and `result` are those of the actions too. */
  readonly method?: string | undefined
  readonly status?: string | undefined
  readonly host?: string | undefined
  readonly cache?: string | undefined
  readonly origin?: string | undefined
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
    error: parseErrorRef(search.error) === null ? undefined : (search.error as string),
    zoom: parseZoom(search.zoom) === undefined ? undefined : (search.zoom as string),
    files: oneOf(search.files, ['shown']),
    renders: oneOf(search.renders, ['shown', 'folded']),
    hide: readHide(search.hide),
    find: shortText(search.find),
    app: shortText(search.app),
    browserTab: shortText(search.browserTab),
    method: matching(search.method, /^[A-Z]{1,20}$/),
    status: matching(search.status, /^([2-5]xx|error|[1-5]\d\d)$/),
    host: shortText(search.host),
    cache: oneOf(search.cache, ['hit', 'stale', 'miss', 'skip', 'hmr', 'unknown']),
    origin: oneOf(search.origin, FETCH_ORIGINS),
    q: shortText(search.q),
    result: oneOf(search.result, ['ok', 'error']),
  }
}

function readHide(text: unknown): string | undefined {
  const hide = parseHide(text)
  return hide === undefined ? undefined : (hideText(hide) ?? 'none')
}
