import type { Attributes, SpanId, TraceId } from '@kymo/protocol'

/** An event on its way to be written. */
export interface RecordedEvent {
  readonly name: string
  /** Milliseconds since the Unix epoch. */
  readonly time: number
  readonly traceId: TraceId | undefined
  readonly spanId: SpanId | undefined
  readonly attributes: Attributes
}
