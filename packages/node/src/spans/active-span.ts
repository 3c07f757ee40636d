import type { AttributeValue, SpanId, SpanKind, SpanStatus, TraceId } from '@kymo/protocol'

/** A span that has begun. It leaves nothing behind until it is ended. */
export interface ActiveSpan {
  readonly kind: SpanKind
  readonly traceId: TraceId
  readonly spanId: SpanId
  /** The span that caused this one, in this process or, for a request, in the caller's. */
  readonly parentId: SpanId | undefined
  /** Whether its trace is kept. One that is not behaves alike, and `end()` writes nothing. */
  readonly sampled: boolean
  /** Milliseconds since the Unix epoch, with fractions. */
  readonly start: number
  name: string
  /** Sets an attribute, in place of what it was; `undefined` takes it away. Well-known credentials are redacted. */
  set(name: string, value: AttributeValue | undefined): void
  /**
   * Writes the span. Only the first call counts.
   * @param status default `'unset'`
   * @param end milliseconds since the Unix epoch; default now
   */
  end(status?: SpanStatus, end?: number): void
}

export interface SpanOptions {
  /** Default: the current span. `null` begins a trace of its own. */
  readonly parent?: ActiveSpan | null
  /** Milliseconds since the Unix epoch; default now. */
  readonly start?: number
}
