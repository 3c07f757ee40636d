/**
 * The four facts. Everything Kymo observes is one of these; everything it shows is a pure function of them.
 * Words are OpenTelemetry's where it has one.
 */

export type AttributeValue = string | number | boolean | readonly string[]

/** Keyed by a name of `names.ts` or by any other OpenTelemetry-style dotted name. */
export type Attributes = Readonly<Record<string, AttributeValue>>

/** What a span is, in the product's words. The order is the wire's: append only. */
export const SPAN_KINDS = [
  /** An inbound HTTP request, from the first byte of its head to the end of its response. */
  'request',
  /** An outbound HTTP call: by fetch, undici or `node:http` on a server, by fetch in a browser. */
  'fetch',
  /** A server action of a framework. */
  'action',
  /** Framework work inside a request: a segment, a layout, metadata. */
  'render',
  /** A component's render. */
  'component',
  /** A measure made by the app itself. */
  'measure',
  /** Anything else with a duration, such as a span made through OpenTelemetry's API. */
  'internal',
  /** A browser's load of a page, or its change of page without one; it opens a visit. */
  'navigation',
] as const
export type SpanKind = (typeof SPAN_KINDS)[number]

/** The order is the wire's: append only. */
export const SPAN_STATUSES = ['unset', 'ok', 'error'] as const
export type SpanStatus = (typeof SPAN_STATUSES)[number]

/** Something with a duration. */
export interface Span {
  readonly fact: 'span'
  /** 32 lower-case hex digits, never all zero. */
  readonly traceId: string
  /** 16 lower-case hex digits, never all zero. */
  readonly spanId: string
  /** The span that caused this one; absent on a root. It may live in another process. */
  readonly parentId?: string
  readonly kind: SpanKind
  readonly name: string
  /** Milliseconds since the Unix epoch, with fractions. */
  readonly start: number
  /** Milliseconds, with fractions. */
  readonly duration: number
  readonly status: SpanStatus
  readonly attributes: Attributes
}

/** A moment: exception, log, mark, navigation, vital. Named as OpenTelemetry names its events. */
export interface Event {
  readonly fact: 'event'
  readonly name: string
  /** Milliseconds since the Unix epoch, with fractions. */
  readonly time: number
  readonly traceId?: string
  readonly spanId?: string
  readonly attributes: Attributes
}

/** A sampled number: heartbeat, memory, a count. */
export interface Point {
  readonly fact: 'point'
  readonly name: string
  /** Milliseconds since the Unix epoch, with fractions. */
  readonly time: number
  readonly value: number
  readonly attributes: Attributes
}

export type Fact = Span | Event | Point

/**
 * Who observed the facts of a batch; OpenTelemetry's resource attributes.
 * `service.name` and `service.instance.id` are always there.
 */
export interface Resource {
  readonly 'service.name': string
  /** One run of one process: unique, never reused. */
  readonly 'service.instance.id': string
  readonly [name: string]: AttributeValue
}

export interface BatchHeader {
  readonly resource: Resource
  /** Counts the batches of one `service.instance.id` from 1. A batch sent again keeps its number, so it is counted once. */
  readonly sequence: number
  /** Facts this instance has had to drop since it started. */
  readonly dropped: number
}

export interface Batch {
  readonly header: BatchHeader
  readonly facts: readonly Fact[]
  /** Records of a type this reader does not know: a newer agent's. */
  readonly skipped: number
}
