import { BatchWriter, type Point, type SpanStatus, type TraceId } from '@kymo/protocol'
import type { AgentScope } from './context.ts'
import type { Settings } from './options.ts'
import type { RecordedEvent } from './recorded-event.ts'
import type { RecordedSpan, SpanSink } from './spans/recorded-span.ts'
import type { Transport } from './transport/transport.ts'

/**
 * Bytes gathered before they are framed: about three thousand spans. To send costs by the batch more than by the byte;
 * in quarters of this size it took 2 µs a request more.
 */
const CHUNK = 512 * 1024
/** Chunks that the memory allowed holds at least, so that it is the oldest facts that go and not all. */
const LEAST_CHUNKS = 4

/** Takes facts of every kind. */
export interface FactSink extends SpanSink {
  /** Facts written. */
  readonly facts: number
  /** Facts not handed over yet. */
  readonly pending: number
  /** Never throws. */
  writeEvent(event: RecordedEvent): void
  /** Never throws. */
  writePoint(point: RecordedPoint): void
  /** Hands over what is there, to be sent by whoever asked. */
  drain(): void
  /** Hands over, and takes no more. */
  close(): void
}

export type RecordedPoint = Omit<Point, 'fact'>

/** Writes facts into the chunk at hand, and hands it over when it is full or old enough. */
export class Recorder implements FactSink {
  readonly #writer: BatchWriter
  readonly #transport: Transport
  readonly #scope: AgentScope
  readonly #interval: number
  readonly #failed: (error: unknown) => void
  /** Traces are kept whose last word is below; one more than the highest keeps all. */
  readonly #threshold: number
  #timer: NodeJS.Timeout | undefined = undefined
  #facts = 0
  #closed = false

  constructor(settings: Settings, transport: Transport, scope: AgentScope, failed: (error: unknown) => void) {
    this.#failed = failed
    this.#writer = new BatchWriter(Math.min(CHUNK, Math.floor(settings.maxMemory / LEAST_CHUNKS)))
    this.#transport = transport
    this.#scope = scope
    this.#interval = settings.flushInterval
    this.#threshold = settings.sample * 2 ** 32
  }

  /** Facts written. */
  get facts(): number {
    return this.#facts
  }

  /** Facts not handed over yet. */
  get pending(): number {
    return this.#writer.count
  }

  samples(traceId: TraceId): boolean {
    return traceId.d >>> 0 < this.#threshold
  }

  write(span: RecordedSpan, status: SpanStatus, duration: number): void {
    if (this.#closed) return
    try {
      if (!this.#trySpan(span, status, duration)) {
        this.#handOver()
        if (!this.#trySpan(span, status, duration)) {
          this.#transport.drop(1)
          return
        }
      }
      this.#written()
    } catch (error) {
      this.#lost(error)
    }
  }

  writePoint(point: RecordedPoint): void {
    if (this.#closed) return
    try {
      if (!this.#tryPoint(point)) {
        this.#handOver()
        if (!this.#tryPoint(point)) {
          this.#transport.drop(1)
          return
        }
      }
      this.#written()
    } catch (error) {
      this.#lost(error)
    }
  }

  writeEvent(event: RecordedEvent): void {
    if (this.#closed) return
    try {
      if (!this.#tryEvent(event)) {
        this.#handOver()
        if (!this.#tryEvent(event)) {
          this.#transport.drop(1)
          return
        }
      }
      this.#written()
    } catch (error) {
      this.#lost(error)
    }
  }

  failed(error: unknown): void {
    this.#failed(error)
  }

  /** Hands over what is there, to be sent by whoever asked. */
  drain(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#transport.accept(this.#writer)
  }

  close(): void {
    this.drain()
    this.#closed = true
  }

  #trySpan(span: RecordedSpan, status: SpanStatus, duration: number): boolean {
    const writer = this.#writer
    const { kind, traceId, spanId, parentId, start } = span
    writer.beginSpan(kind, status, traceId, spanId, parentId, start, duration, span.finalName())
    span.writeAttributes(writer)
    return writer.end()
  }

  #tryEvent(event: RecordedEvent): boolean {
    const writer = this.#writer
    writer.beginEvent(event.name, event.time, event.traceId, event.spanId)
    for (const name in event.attributes) writer.attribute(name, event.attributes[name])
    return writer.end()
  }

  #tryPoint({ name, time, value, attributes }: RecordedPoint): boolean {
    const writer = this.#writer
    writer.beginPoint(name, time, value)
    for (const key in attributes) writer.attribute(key, attributes[key])
    return writer.end()
  }

  #written(): void {
    this.#facts++
    if (this.#timer === undefined) this.#arm()
  }

  /** Such as a name that can't be made a text. */
  #lost(error: unknown): void {
    this.#transport.drop(1)
    this.#failed(error)
  }

  /** The chunk is full: it goes as soon as the code now running is done. */
  #handOver(): void {
    this.#transport.accept(this.#writer)
    this.#scope.run(() => setImmediate(() => this.#transport.send()).unref())
  }

  #arm(): void {
    this.#timer = this.#scope.run(() =>
      setTimeout(() => {
        try {
          this.drain()
          this.#transport.send()
        } catch (error) {
          this.#failed(error)
        }
      }, this.#interval),
    )
    this.#timer.unref()
  }
}
