import type { AttributeValue, BatchWriter, SpanId, SpanKind, SpanStatus, TraceId } from '@kymo/protocol'
import { redactText } from '@kymo/protocol'
import { now } from '../clock.ts'
import { newSpanId, newTraceId } from '../ids.ts'
import type { ActiveSpan } from './active-span.ts'
import { redactAttribute } from './redact-attribute.ts'

/** Takes spans when they end. */
export interface SpanSink {
  /** Whether a trace that begins here is kept. */
  samples(traceId: TraceId): boolean
  /** Never throws. */
  write(span: RecordedSpan, status: SpanStatus, duration: number): void
  /** Told of what fails within a span: nothing of it may reach the app. */
  failed(error: unknown): void
}

/** What a span takes over from the one that caused it, here or in another process. */
export interface Lineage {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly sampled: boolean
  /** The caller's `tracestate`, passed on as it came. */
  readonly traceState?: string | undefined
}

export class RecordedSpan implements ActiveSpan {
  readonly kind: SpanKind
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly parentId: SpanId | undefined
  readonly sampled: boolean
  readonly traceState: string | undefined
  readonly start: number
  name: string
  ended = false
  /** Links of the list of open spans. */
  older: RecordedSpan | undefined = undefined
  newer: RecordedSpan | undefined = undefined
  readonly #sink: SpanSink
  /** Name, value, name, value: few, so a search is cheaper than a map. */
  #attributes: AttributeValue[] | undefined = undefined

  constructor(sink: SpanSink, kind: SpanKind, name: string, start: number, parent: Lineage | undefined) {
    this.kind = kind
    if (parent === undefined) {
      this.traceId = newTraceId()
      this.parentId = undefined
      this.sampled = sink.samples(this.traceId)
      this.traceState = undefined
    } else {
      this.traceId = parent.traceId
      this.parentId = parent.spanId
      this.sampled = parent.sampled
      this.traceState = parent.traceState
    }
    this.spanId = newSpanId()
    this.start = start
    this.name = name
    this.#sink = sink
  }

  /** Whether it is one; looks at nothing of what it is given, and does not take a proxy for what is behind it. */
  static is(value: unknown): value is RecordedSpan {
    return typeof value === 'object' && value !== null && #sink in value
  }

  set(name: string, value: AttributeValue | undefined): void {
    if (typeof name !== 'string') return
    try {
      this.#put(name, value === undefined ? undefined : redactAttribute(name, value))
    } catch (error) {
      this.#sink.failed(error)
    }
  }

  #put(name: string, kept: AttributeValue | undefined): void {
    const attributes = this.#attributes
    if (attributes !== undefined) {
      for (let i = 0; i < attributes.length; i += 2) {
        if (attributes[i] !== name) continue
        if (kept === undefined) attributes.splice(i, 2)
        else attributes[i + 1] = kept
        return
      }
    }
    if (kept === undefined) return
    if (attributes === undefined) this.#attributes = [name, kept]
    else attributes.push(name, kept)
  }

  get(name: string): AttributeValue | undefined {
    const attributes = this.#attributes
    if (attributes === undefined) return undefined
    for (let i = 0; i < attributes.length; i += 2) if (attributes[i] === name) return attributes[i + 1]
    return undefined
  }

  end(status: SpanStatus = 'unset', end: number = now()): void {
    if (this.ended) return
    this.ended = true
    if (this.sampled) {
      // A reader refuses a whole batch for one figure that is not finite.
      const duration = typeof end === 'number' ? end - this.start : 0
      this.#sink.write(this, status, duration > 0 && duration < Number.MAX_VALUE ? duration : 0)
    }
    this.release()
  }

  /** Lets go of what was only needed to write it: its context may live much longer. */
  protected release(): void {
    this.#attributes = undefined
  }

  /** The name to be written. */
  finalName(): string {
    return redactText(String(this.name))
  }

  /** Writes the attributes; called once more when the record did not fit. */
  writeAttributes(writer: BatchWriter): void {
    const attributes = this.#attributes
    if (attributes === undefined) return
    for (let i = 0; i < attributes.length; i += 2) {
      writer.attribute(attributes[i] as string, attributes[i + 1])
    }
  }
}
