import type { Breadcrumb } from '../browser/breadcrumb.ts'
import type { ErrorContexts } from '../browser/parse-report.ts'
import type { Attributes, SpanKind, SpanStatus } from '../facts.ts'
import type { ExceptionMechanism, RequestPurpose, Runtime, VisitType } from '../names.ts'

/*
 * What `GET /api/runtime` and its neighbours answer. All times are milliseconds since the Unix epoch, all durations
 * milliseconds, all sizes bytes; `null` says that the figure is not known.
 */

/** What started a session: a page load, a client-side navigation, or a request that no browser page made. */
export type SessionOpener = 'document' | 'navigation' | 'request'

/** A place in the app's own source. */
export interface SourceLocation {
  /** Relative to the project. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number | null
  readonly function: string | null
}

export interface SessionCounts {
  readonly requests: number
  readonly fetches: number
  readonly actions: number
  readonly errors: number
}

/** One visit of one page with all that it caused, without the rows: a line in a list. */
export interface SessionSummary {
  /** The visit's id where a browser told it, which for a page load is the span id of the request; else that span id. */
  readonly id: string
  readonly opener: SessionOpener
  readonly app: string
  readonly method: string
  /** Path and query of the opening request, redacted. */
  readonly url: string
  /** The pattern that matched, such as `/product/[id]`; null when the framework did not tell. */
  readonly route: string | null
  readonly statusCode: number | null
  readonly startTime: number
  /** End of the last thing it caused so far. */
  readonly endTime: number
  /** Duration of the opening request, or of the navigation that needed none. */
  readonly duration: number
  /** What the browser told of it; null for one that no browser told of. */
  readonly visit: {
    readonly type: VisitType
    /** Names the browser tab. */
    readonly tab: string | null
  } | null
  readonly counts: SessionCounts
  /** Grows with every fact that the session gains: a higher number is a newer state of the same session. */
  readonly revision: number
}

/** One visit of one page with all that it caused: the newest rows of each kind, oldest first; the counts are whole. */
export interface SessionEvent extends SessionSummary {
  readonly requests: readonly RequestEvent[]
  readonly fetches: readonly FetchEvent[]
  readonly actions: readonly ServerActionEvent[]
  readonly errors: readonly ErrorEvent[]
}

export interface RequestEvent {
  readonly id: string
  readonly traceId: string
  readonly sessionId: string
  readonly purpose: RequestPurpose
  readonly method: string
  /** Path and query, redacted. */
  readonly url: string
  readonly route: string | null
  readonly statusCode: number | null
  readonly startTime: number
  readonly duration: number
  /** From the start to the first byte of the answer. */
  readonly timeToFirstByte: number | null
  readonly responseSize: number | null
  /** The client went away before the answer was whole. */
  readonly aborted: boolean
  readonly runtime: Runtime | null
  readonly error: string | null
}

/** `unknown` where neither the framework nor a header said. */
export type CacheStatus = 'hit' | 'stale' | 'miss' | 'skip' | 'hmr' | 'unknown'

export type FetchOrigin =
  | 'server-component'
  | 'route-handler'
  | 'server-action'
  | 'proxy'
  | 'edge'
  | 'client-component'
  | 'pages'
  | 'server'
  | 'unknown'

export interface FetchEvent {
  readonly id: string
  readonly traceId: string
  /** Null for a fetch that no request caused. */
  readonly sessionId: string | null
  readonly parentId: string | null
  readonly method: string
  /** Absolute, redacted. */
  readonly url: string
  readonly host: string
  /** Null when there was no answer. With an error, that came while it was read. */
  readonly statusCode: number | null
  readonly startTime: number
  readonly duration: number
  readonly cache: {
    readonly status: CacheStatus
    readonly reason: string | null
    readonly mode: string | null
    readonly tags: readonly string[]
    /** Seconds; false is 'never'. */
    readonly revalidate: number | false | null
  }
  readonly runtime: Runtime | null
  readonly origin: FetchOrigin
  /** Where it was called; in development only. */
  readonly source: SourceLocation | null
  readonly requestSize: number | null
  readonly responseSize: number | null
  /** The app itself gave it up: it cancelled the call, or did not read the answer to its end. That is no error. */
  readonly aborted: boolean
  readonly error: string | null
}

export interface ServerActionEvent {
  readonly id: string
  readonly traceId: string
  readonly sessionId: string | null
  readonly parentId: string | null
  /** The exported name; `(inline)` for one defined inside a component. */
  readonly name: string
  /** Relative to the project. */
  readonly file: string | null
  readonly line: number | null
  /** Invoked by the page's script, or by a plain form post. */
  readonly kind: 'fetch' | 'form' | null
  /** JSON of the list of arguments, redacted; in development only. */
  readonly args: string | null
  /** Where it sent the browser: path and query, redacted. */
  readonly redirect: string | null
  /** What it made stale: `path:/cart`, `tag:products`, in the order of the calls. */
  readonly revalidated: readonly string[]
  readonly startTime: number
  readonly duration: number
  readonly status: 'ok' | 'error'
  readonly error: string | null
  readonly stack: string | null
}

export interface ErrorEvent {
  readonly traceId: string | null
  readonly sessionId: string | null
  readonly spanId: string | null
  readonly time: number
  /** The same for all exceptions that are one mistake: of the same type, at the same place. */
  readonly fingerprint: string
  readonly type: string
  readonly message: string
  readonly stack: string | null
  readonly mechanism: ExceptionMechanism | null
  readonly runtime: Runtime | null
  /** The innermost frame of the app's own code. */
  readonly source: SourceLocation | null
  /** Lines of the source around it. */
  readonly code: { readonly firstLine: number; readonly lines: readonly string[] } | null
  /** True for one that nothing caught: it ended, or would have ended, the process. */
  readonly escaped: boolean
  /** What the app said of it; null where nothing was said, and in lists. */
  readonly report: ErrorReport | null
}

/** What a page's error reporter knows besides the error. */
export interface ErrorReport {
  /** Oldest first. */
  readonly breadcrumbs: readonly Breadcrumb[]
  readonly tags: Readonly<Record<string, string>>
  readonly contexts: ErrorContexts
  /** As the app named the user. */
  readonly user: string | null
}

/** Errors that are one mistake: exceptions, or failures that no exception explains. */
export interface ErrorGroup {
  readonly fingerprint: string
  readonly app: string
  readonly type: string
  /** Of the newest. */
  readonly message: string
  readonly count: number
  /** Sessions that it happened in; of the newest 1000 exceptions. */
  readonly sessions: number
  readonly firstSeen: number
  readonly lastSeen: number
  readonly latest: ErrorEvent
}

/** `GET /api/errors/:fingerprint` */
export interface ErrorGroupDetail {
  readonly group: ErrorGroup
  /** The newest 50, newest first. */
  readonly errors: readonly ErrorEvent[]
  /** When they happened, of the newest 1000: at most 60 buckets from the first to the last; those without are left out. */
  readonly trend: {
    /** Length of a bucket, milliseconds. */
    readonly step: number
    readonly buckets: readonly { readonly time: number; readonly count: number }[]
  }
  /** Sessions that it happened in, of the newest 1000: the newest 20, newest first. */
  readonly affected: readonly {
    readonly id: string
    /** Path and query of the page; null where it is not known. */
    readonly url: string | null
    /** Of the newest error in it. */
    readonly time: number
    readonly count: number
  }[]
}

/** `GET /api/runtime` */
export interface RuntimeSnapshot {
  /** When the answer was made. */
  readonly time: number
  /** Newest first. */
  readonly sessions: readonly SessionEvent[]
  /** The session that gained the newest fact, if that was less than 30 s ago. */
  readonly activeSessionId: string | null
  /** Exceptions that belong to no session, newest first. */
  readonly errors: readonly ErrorEvent[]
}

/** One bar of the timeline. */
export interface SpanView {
  readonly id: string
  readonly traceId: string
  readonly parentId: string | null
  readonly kind: SpanKind
  readonly name: string
  readonly startTime: number
  readonly duration: number
  readonly status: SpanStatus
  readonly attributes: Attributes
}

/** `GET /api/sessions/:id` */
export interface SessionDetail {
  readonly session: SessionEvent
  /** Parents before children, siblings by start. */
  readonly spans: readonly SpanView[]
}

/** `GET /api/traces/:traceId` */
export interface TraceDetail {
  readonly traceId: string
  readonly sessionId: string | null
  /** Parents before children, siblings by start. */
  readonly spans: readonly SpanView[]
  readonly errors: readonly ErrorEvent[]
}

/** One page of a list, newest first; fetches and actions are oldest first with `order=asc`. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  /** Give it as `before` to get the next page; null on the last. */
  readonly next: string | null
  /** Rows that the filter lets through, on all pages. */
  readonly total: number
  /** Present where counting stopped early: there are `total` rows or more. */
  readonly capped?: true
}

/** A value that rows have, and how many have it. */
export interface Facet {
  readonly value: string
  readonly count: number
}

/** `GET /api/fetches/facets`: what each filter of the fetch list can be set to, most frequent first. */
export interface FetchFacets {
  readonly method: readonly Facet[]
  /** Classes: `2xx`, `3xx`, `4xx`, `5xx`, and `error` where there was no answer. */
  readonly status: readonly Facet[]
  readonly host: readonly Facet[]
  readonly cache: readonly Facet[]
}
