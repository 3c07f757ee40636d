import { type RangeSearch, rangeFilter, readRange } from '../address/time-range.ts'
import { oneOf, shortText } from '../address/values.ts'
import type { PerformanceFilter } from '../api/endpoints.ts'

export const WINDOWS = ['15m', '1h', '24h', 'all'] as const
type Window = (typeof WINDOWS)[number]
export const DEFAULT_WINDOW = '15m'

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
export interface PerformanceSearch extends RangeSearch<Window> {
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
  const route = shortText(search.route)
  return {
    ...readRange(search, WINDOWS),
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
  return { ...rangeFilter(search, DEFAULT_WINDOW), app: search.app, include: search.include }
}
