import type { RequestPurpose, SpanId, TraceId } from '@kymo/protocol'

/** Where something belongs among the facts. */
export interface TraceOf {
  readonly traceId: TraceId
  readonly spanId: SpanId
}

/** A header's value as Node has it. */
export type HeaderLines = Readonly<Record<string, string | readonly string[] | undefined>>

/** A request that is over, as the pulse sees it. Nothing in it is redacted yet. */
export interface EndedRequest {
  readonly method: string
  /** The pattern that the framework matched; undefined where none did. */
  readonly route: string | undefined
  /** Path and query. */
  readonly url: string
  readonly purpose: RequestPurpose
  /** Undefined where no answer was begun. */
  readonly status: number | undefined
  /** Milliseconds since the Unix epoch. */
  readonly start: number
  readonly end: number
  /** Answered with 500 or more, or not at all since the process failed. */
  readonly failed: boolean
  readonly headers: HeaderLines
  readonly trace: TraceOf | undefined
  /** What is the same for all that happens in it. */
  readonly whole: object
}

/** A job that is over. */
export interface EndedJob {
  readonly name: string
  /** Milliseconds since the Unix epoch. */
  readonly start: number
  readonly end: number
  readonly failed: boolean
  readonly trace: TraceOf | undefined
}
