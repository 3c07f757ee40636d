import { timeOf } from '../address/time.ts'
import { oneOf, shortText } from '../address/values.ts'
import type { PerformanceFilter } from '../api/endpoints.ts'

const WINDOWS = ['15m', '1h', '24h', 'all'] as const
export type Window = (typeof WINDOWS)[number]
export const DEFAULT_WINDOW: Window = '15m'

export const WINDOW_NAMES: Readonly<Record<Window, string>> = {
  '15m': 'in the last 15 minutes',
  '1h': 'in the last hour',
  '24h': 'in the last 24 hours',
  all: 'in all that is kept',
}

const LENGTHS: readonly (readonly [Window, number])[] = [
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['24h', 86_400_000],
]
/** What is at the very edge of a window would be gone as soon as it is shown. Milliseconds. */
const EDGE = 30_000

/** The shortest window that reaches back so far. @param age milliseconds */
export function windowReaching(age: number): Window {
  return LENGTHS.find(([, length]) => age < length - EDGE)?.[0] ?? 'all'
}

const SORTS = ['route', 'count', 'errors', 'slow', 'p50', 'p95', 'p99', 'max', 'seen'] as const
export type RouteSort = (typeof SORTS)[number]

/** What the performance page shows, as its address says it. */
export interface PerformanceSearch {
  /** A stretch up to now; `from` and `to` go before it. */
  readonly window?: Window | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly app?: string | undefined
  /** Count requests for files and the framework's own too. */
  readonly include?: 'all' | undefined
  readonly q?: string | undefined
  readonly sort?: RouteSort | undefined
  readonly order?: 'asc' | 'desc' | undefined
  /** The route whose requests are shown, with its method. */
  readonly route?: string | undefined
  readonly method?: string | undefined
  readonly requests?: 'newest' | undefined
}

/** `replace` leaves no step for the back button: for what changes while typing or moving through rows. */
export type ChangeSearch = (next: Partial<PerformanceSearch>, how?: 'push' | 'replace') => void

export function readPerformanceSearch(search: Record<string, unknown>): PerformanceSearch {
  const from = timeOf(String(search.from))
  const to = timeOf(String(search.to))
  const ranged = from !== undefined && to !== undefined && to > from
  const route = shortText(search.route)
  return {
    window: oneOf(search.window, WINDOWS),
    from: ranged ? from : undefined,
    to: ranged ? to : undefined,
    app: shortText(search.app),
    include: oneOf(search.include, ['all']),
    q: shortText(search.q),
    sort: oneOf(search.sort, SORTS),
    order: oneOf(search.order, ['asc', 'desc']),
    route,
    method: route === undefined ? undefined : shortText(search.method),
    requests: oneOf(search.requests, ['newest']),
  }
}

/** What the collector is asked for. */
export function performanceFilter(search: PerformanceSearch): PerformanceFilter {
  const window =
    search.from === undefined || search.to === undefined
      ? { window: search.window ?? DEFAULT_WINDOW }
      : { from: search.from, to: search.to }
  return { ...window, app: search.app, include: search.include }
}
