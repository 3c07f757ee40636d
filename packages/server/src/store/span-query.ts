import type { CacheStatus, CallApi, FetchOrigin, RequestPurpose, SpanKind, SpanStatus } from '@kymo/protocol'
import type { SpanRow } from './rows.ts'

/** A class of status codes, one code, or `error`: there was no answer at all. */
export type StatusFilter = '2xx' | '3xx' | '4xx' | '5xx' | 'error' | number

/** All that are given must hold; within a list, one. */
export interface SpanFilter {
  readonly kinds?: readonly SpanKind[] | undefined
  /** `from` ≤ start < `to`, milliseconds since the Unix epoch. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly app?: string | undefined
  /** `service.instance.id`s */
  readonly instances?: readonly string[] | undefined
  /** Lasted at least so many milliseconds. */
  readonly minDuration?: number | undefined
  readonly traceIds?: readonly string[] | undefined
  readonly spanIds?: readonly string[] | undefined
  readonly purposes?: readonly RequestPurpose[] | undefined
  readonly methods?: readonly string[] | undefined
  readonly statuses?: readonly StatusFilter[] | undefined
  readonly outcomes?: readonly SpanStatus[] | undefined
  readonly hosts?: readonly string[] | undefined
  readonly caches?: readonly CacheStatus[] | undefined
  /** Of fetches; `unknown` stands for those that say none. */
  readonly origins?: readonly FetchOrigin[] | undefined
  /** Calls of pages, made by one of these. */
  readonly callers?: readonly CallApi[] | undefined
  readonly route?: string | undefined
  /** Is part of the name, the URL or the route; upper and lower case are the same. */
  readonly text?: string | undefined
  /** Says that it happened in this tab of a browser; of what pages tell, navigations do. */
  readonly tab?: string | undefined
  /** Says which visit of a browser it is part of. */
  readonly visited?: true | undefined
  /** At least one of these. */
  readonly anyOf?: SessionKeys | undefined
}

/** What the spans of one session have in common: the page and the client, or one of Next.js' or the browser's ids. */
export interface SessionKeys {
  readonly visitKeys: readonly string[]
  readonly htmlIds: readonly string[]
  readonly visitIds: readonly string[]
}

/** By start or by duration, highest first, ties by span id, highest first; `oldest` is `newest` turned round. */
export type SpanOrder = 'newest' | 'oldest' | 'slowest'

/** A place in an order: only what comes after it is wanted. */
export interface Cursor {
  /** Start or duration, as the order says. */
  readonly value: number
  readonly spanId: string
}

export interface SpanQuery extends SpanFilter {
  readonly order: SpanOrder
  readonly before?: Cursor | undefined
  readonly limit: number
  /** Attributes, name and host are not looked at, and may be left empty. */
  readonly bare?: boolean | undefined
}

export function matches(row: SpanRow, filter: SpanFilter): boolean {
  const { from, to, app, traceIds, spanIds, kinds, purposes, methods, route, anyOf } = filter
  const { statuses, outcomes, hosts, caches, origins } = filter
  return (
    (from === undefined || row.start >= from) &&
    (to === undefined || row.start < to) &&
    (kinds === undefined || kinds.includes(row.kind)) &&
    (app === undefined || row.app === app) &&
    (filter.instances === undefined || filter.instances.includes(row.instance)) &&
    (filter.minDuration === undefined || row.duration >= filter.minDuration) &&
    (traceIds === undefined || traceIds.includes(row.traceId)) &&
    (spanIds === undefined || spanIds.includes(row.spanId)) &&
    (purposes === undefined || (row.purpose !== null && purposes.includes(row.purpose))) &&
    (methods === undefined || (row.method !== null && methods.includes(row.method))) &&
    (outcomes === undefined || outcomes.includes(row.status)) &&
    (hosts === undefined || (row.host !== null && hosts.includes(row.host))) &&
    (caches === undefined || (row.cache !== null && caches.includes(row.cache))) &&
    (origins === undefined || matchesOrigin(row, origins)) &&
    (filter.callers === undefined || matchesCaller(row, filter.callers)) &&
    (route === undefined || row.route === route) &&
    (statuses === undefined || statuses.some((status) => matchesStatus(row.statusCode, status))) &&
    (filter.tab === undefined || row.attributes['session.id'] === filter.tab) &&
    (filter.visited === undefined || row.visitId !== null) &&
    (filter.text === undefined || matchesText(row, filter.text.toLowerCase())) &&
    (anyOf === undefined || matchesKeys(row, anyOf))
  )
}

function matchesOrigin({ kind, attributes }: SpanRow, origins: readonly FetchOrigin[]): boolean {
  const origin = attributes['kymo.fetch.origin'] ?? 'unknown'
  return kind === 'fetch' && origins.some((wanted) => wanted === origin)
}

function matchesCaller({ kind, attributes }: SpanRow, callers: readonly CallApi[]): boolean {
  return kind === 'fetch' && callers.some((wanted) => wanted === attributes['kymo.fetch.by'])
}

function matchesStatus(code: number | null, status: StatusFilter): boolean {
  if (status === 'error') return code === null
  if (code === null) return false
  return typeof status === 'number' ? code === status : Math.floor(code / 100) === Number(status[0])
}

function matchesText(row: SpanRow, text: string): boolean {
  return [row.name, row.url, row.route].some((value) => value?.toLowerCase().includes(text))
}

function matchesKeys(row: SpanRow, keys: SessionKeys): boolean {
  return (
    (row.visitKey !== null && keys.visitKeys.includes(row.visitKey)) ||
    (row.htmlId !== null && keys.htmlIds.includes(row.htmlId)) ||
    (row.visitId !== null && keys.visitIds.includes(row.visitId))
  )
}

/** Negative when `a` comes first. */
export function compareSpans(order: SpanOrder, a: SpanRow, b: SpanRow): number {
  const difference = orderValue(order, b) - orderValue(order, a)
  const falling = difference !== 0 ? difference : a.spanId < b.spanId ? 1 : a.spanId > b.spanId ? -1 : 0
  return order === 'oldest' ? -falling : falling
}

function isAfter(order: SpanOrder, row: SpanRow, cursor: Cursor): boolean {
  const value = orderValue(order, row)
  if (value === cursor.value)
    return order === 'oldest' ? row.spanId > cursor.spanId : row.spanId < cursor.spanId
  return order === 'oldest' ? value > cursor.value : value < cursor.value
}

export function orderValue(order: SpanOrder, row: Pick<SpanRow, 'start' | 'duration'>): number {
  return order === 'slowest' ? row.duration : row.start
}

/** Selects, sorts and cuts rows held in memory. */
export function selectSpans(rows: Iterable<SpanRow>, query: SpanQuery): SpanRow[] {
  const { order, before } = query
  // A query may name thousands of them: sets, not lists.
  const traces = query.traceIds === undefined ? undefined : new Set(query.traceIds)
  const ids = query.spanIds === undefined ? undefined : new Set(query.spanIds)
  const filter = { ...query, traceIds: undefined, spanIds: undefined }
  const selected: SpanRow[] = []
  for (const row of rows) {
    if (traces !== undefined && !traces.has(row.traceId)) continue
    if (ids !== undefined && !ids.has(row.spanId)) continue
    if (before !== undefined && !isAfter(order, row, before)) continue
    if (matches(row, filter)) selected.push(row)
  }
  return selected.sort((a, b) => compareSpans(order, a, b)).slice(0, query.limit)
}
