import type {
  Attributes,
  CacheStatus,
  ExceptionMechanism,
  RequestPurpose,
  Runtime,
  SpanKind,
  SpanStatus,
} from '@kymo/protocol'

/** A span as a store keeps it: what is filtered, sorted or aggregated stands beside the attributes. */
export interface SpanRow {
  /** Number of the fact in the order of arrival, over the store's whole life. */
  readonly seq: number
  readonly app: string
  readonly instance: string
  /** Of the instance; a fact that ran elsewhere says so itself: see `runtimeOf`. */
  readonly runtime: Runtime | null
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string | null
  readonly kind: SpanKind
  readonly name: string
  readonly start: number
  readonly duration: number
  readonly status: SpanStatus
  readonly method: string | null
  readonly statusCode: number | null
  /** Of requests: the framework's route, or a pattern made from the path. */
  readonly route: string | null
  /** True where `route` was made from the path. */
  readonly derived: boolean
  /** Of requests and navigations path and query, of fetches the absolute URL. */
  readonly url: string | null
  readonly host: string | null
  /** Of requests only. */
  readonly purpose: RequestPurpose | null
  /** Of fetches only. */
  readonly cache: CacheStatus | null
  /** The page that a request opens or, for all other purposes, came from; see `page-key.ts`. */
  readonly page: string | null
  /** Of that page and the client: see `visit-key.ts`. */
  readonly visitKey: string | null
  readonly htmlId: string | null
  /** The visit that a browser says it is part of. */
  readonly visitId: string | null
  /** All of the span's attributes. */
  readonly attributes: Attributes
}

export interface EventRow {
  readonly seq: number
  readonly app: string
  readonly instance: string
  /** Of the instance; a fact that ran elsewhere says so itself: see `runtimeOf`. */
  readonly runtime: Runtime | null
  readonly name: string
  readonly time: number
  readonly traceId: string | null
  readonly spanId: string | null
  /** The visit that a browser says it is part of. */
  readonly visitId: string | null
  /** Of exceptions only; see `fingerprint.ts`. */
  readonly fingerprint: string | null
  /** Of exceptions only; see `event-row.ts`. */
  readonly thrown: string | null
  readonly mechanism: ExceptionMechanism | null
  readonly attributes: Attributes
}

/** Exceptions with the same fingerprint, as a store sums them up. */
export interface ExceptionGroupRow {
  readonly fingerprint: string
  /** One that several spans of a trace passed on counts once. */
  readonly count: number
  readonly firstSeen: number
  readonly lastSeen: number
  /** Number of the newest. */
  readonly latest: number
  /** `service.instance.id`s of those that told of them. */
  readonly instances: readonly string[]
}
