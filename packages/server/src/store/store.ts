import type {
  Batch,
  ExceptionMechanism,
  FetchFacets,
  InstanceStatus,
  Percentiles,
  Resource,
} from '@kymo/protocol'
import type { AlertStore } from './alert-rows.ts'
import type { BrowserStore } from './browser/browser-store.ts'
import type { InboxEntry } from './inbox-entry.ts'
import type { PulseMemory, PulseProcessRow, ServerPoint, ServerPointQuery } from './pulse-rows.ts'
import type { EventRow, ExceptionGroupRow, SpanRow } from './rows.ts'
import type { SpanFilter, SpanQuery } from './span-query.ts'
import type { TrafficStore } from './traffic/traffic.ts'

/** Figures over a set of requests. */
export interface RequestStats {
  readonly count: number
  readonly errors: number
  /** Requests that took at least the threshold asked with. */
  readonly slow: number
  readonly percentiles: Percentiles
}

export interface BucketStats extends RequestStats {
  /** Start of the bucket: a multiple of the step. */
  readonly time: number
}

export interface RouteStats extends RequestStats {
  readonly method: string
  readonly route: string
  readonly derived: boolean
  readonly max: number
  readonly lastSeen: number
}

export interface RequestStatsByRoute {
  readonly total: RequestStats
  readonly routes: readonly RouteStats[]
}

/** All that are given must hold; within a list, one. */
export interface EventFilter {
  readonly names?: readonly string[] | undefined
  readonly traceIds?: readonly string[] | undefined
  readonly visitIds?: readonly string[] | undefined
  /** Belongs to no trace. */
  readonly traceless?: true | undefined
  /** Numbers in the order of arrival. */
  readonly seqs?: readonly number[] | undefined
  readonly fingerprints?: readonly string[] | undefined
  readonly mechanism?: ExceptionMechanism | undefined
  /** `from` ≤ time < `to` */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly app?: string | undefined
  /** `service.instance.id`s */
  readonly instances?: readonly string[] | undefined
}

export interface EventQuery extends EventFilter {
  readonly limit: number
}

export interface StoreStats {
  readonly spans: number
  readonly events: number
  readonly points: number
  /** Bytes on disk; null when nothing is kept there. */
  readonly size: number | null
  readonly oldest: number | null
  /** Facts that agents and pages had to drop. */
  readonly dropped: number
  /** Facts removed by retention since this store was opened. */
  readonly expired: number
}

export interface RetentionLimits {
  /** Facts from before this time go. Milliseconds since the Unix epoch. */
  readonly olderThan: number
  /** The same for what is counted of requests, by whole hours. Default: as for facts. */
  readonly trafficOlderThan?: number
  /** When more bytes than this are used, the oldest facts go until it fits. */
  readonly maxSize: number
}

/**
 * Where facts are kept. A store knows facts and figures over them, no views: those are pure functions over what a
 * store answers (`queries/`). Every implementation passes `testing/store-conformance/`.
 */
export interface Store extends TrafficStore, AlertStore, BrowserStore {
  readonly kind: string

  /**
   * Keeps batches, all of them or, when it throws, none. Resolves when they will survive the death of the process.
   * @param settled ids of entries that leave the inbox in the same transaction; default: none
   * @returns for each batch whether it was new; one with a known instance and sequence is left out
   */
  append(batches: readonly Batch[], settled?: readonly string[]): Promise<readonly boolean[]>

  /** What names this store among others that take from the same stream: random, and the same as long as it lives. */
  identity(): Promise<string>
  /** Puts entries into the inbox, as durably as `append`; one that is there already stays as it is. */
  putInbox(entries: readonly InboxEntry[]): Promise<void>
  /** What lies in the inbox, in the order it was put there. */
  inbox(limit: number): Promise<readonly InboxEntry[]>

  spans(query: SpanQuery): Promise<readonly SpanRow[]>
  countSpans(filter: SpanFilter): Promise<number>
  /** Newest first. */
  events(query: EventQuery): Promise<readonly EventRow[]>
  /** Of the exceptions that the filter lets through, those with the newest first. */
  exceptionGroups(filter: EventFilter, limit: number): Promise<readonly ExceptionGroupRow[]>

  /**
   * Of all requests together, and of each route, highest p95 first.
   * @param slow milliseconds from which a request counts as slow
   * @param routes how many routes are wanted at most
   */
  requestStats(filter: SpanFilter, slow: number, routes: number): Promise<RequestStatsByRoute>
  /** Of each route, highest p95 first: cheaper where the whole is not asked for. */
  routeStats(filter: SpanFilter, slow: number, limit: number): Promise<readonly RouteStats[]>
  /** Oldest first; buckets without a request are left out. @param step milliseconds */
  requestSeries(filter: SpanFilter, slow: number, step: number): Promise<readonly BucketStats[]>
  /** Most frequent first, at most `limit` values of each. */
  fetchFacets(filter: SpanFilter, limit: number): Promise<FetchFacets>

  /** The app's processes. Pages in browsers are none. */
  instances(): Promise<readonly InstanceStatus[]>
  /** What each of them says of itself, by its `service.instance.id`. */
  resources(): Promise<ReadonlyMap<string, Resource>>
  stats(): Promise<StoreStats>

  /** Remembers how the fleet was: all that is told or, when it throws, nothing. */
  keepPulse(memory: PulseMemory): Promise<void>
  /** The processes that are remembered, by id. */
  pulseProcesses(): Promise<readonly PulseProcessRow[]>
  /** Oldest first, then by server. Steps of which nothing is remembered are left out. */
  serverPoints(query: ServerPointQuery): Promise<readonly ServerPoint[]>

  /** @returns how many facts it removed */
  retain(limits: RetentionLimits): Promise<number>
  close(): Promise<void>
}
