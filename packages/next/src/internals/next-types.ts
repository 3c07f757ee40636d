import type { IncomingMessage } from 'node:http'

/*
 * The parts of Next.js's internals that are read here, as seen in 15.5 and 16.4. They carry no promise: every field is
 * optional, and what is not there is left unknown.
 */

export interface RouteDefinition {
  readonly kind?: string
  /** Such as `/product/[id]/page`. */
  readonly page?: string
  /** Such as `/product/[id]`. */
  readonly pathname?: string
}

export interface RequestMeta {
  readonly match?: { readonly definition?: RouteDefinition } | null
  readonly isRSCRequest?: boolean
  /** That the request is handled for the proxy alone. */
  readonly middlewareInvoke?: boolean
  /** For what Next.js renders its error page in place of the one asked for. */
  readonly invokeError?: unknown
}

const REQUEST_META = Symbol.for('NextInternalRequestMeta')

export function requestMeta(request: IncomingMessage): RequestMeta | undefined {
  return (request as { [REQUEST_META]?: RequestMeta })[REQUEST_META]
}

/** How Next.js itself measured one call of `fetch`. */
export interface FetchMetric {
  readonly cacheStatus?: string
  readonly cacheReason?: string
  readonly status?: number
}

/** An entry that the data cache gave for one call of `fetch`. */
export interface CacheEntry {
  readonly value?: { readonly data?: { readonly body?: unknown } } | null
  readonly isStale?: boolean | -1
}

export interface IncrementalCache {
  get(key: string, context: { readonly kind?: string }): Promise<CacheEntry | null>
  readonly dev?: boolean
  readonly requestHeaders?: Readonly<Record<string, unknown>>
}

export interface AfterContext {
  onTaskError?: ((error: unknown) => void) | undefined
}

/** One per request and render. */
export interface WorkStore {
  /** Such as `/product/[id]/page` or `/api/search/route`; `/` in the proxy. */
  readonly page?: string
  readonly route?: string
  readonly htmlRequestId?: string
  readonly isDraftMode?: boolean
  readonly incrementalCache?: IncrementalCache
  /** What runs `after()` callbacks. */
  readonly afterContext?: AfterContext
  /** What the request has made stale so far: 15 keeps the tags alone. */
  readonly pendingRevalidatedTags?: readonly (string | { readonly tag?: string })[]
  readonly pathWasRevalidated?: boolean | number
  shouldTrackFetchMetrics?: boolean
  fetchMetrics?: FetchMetric[]
}

export interface WorkUnitStore {
  readonly type?: string
  readonly phase?: string
}

/** Of what is printed meanwhile. */
export interface ConsoleStore {
  /** Where Next.js renders a page only to check it: what the page prints then is not to stand out. */
  readonly dim?: boolean
}

export interface ActionStore {
  readonly isAction?: boolean
  readonly isAppRoute?: boolean
}

/** The part of an `AsyncLocalStorage` that is wrapped. */
export interface Storage<Store> {
  getStore(): Store | undefined
  run<T>(store: Store, fn: (...args: unknown[]) => T, ...args: unknown[]): T
}
