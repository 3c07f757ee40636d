import {
  type AttributeValue,
  type Fact,
  SPAN_KINDS,
  SPAN_STATUSES,
  type SpanKind,
  type SpanStatus,
} from '../facts.ts'
import { WELL_KNOWN_NAMES } from '../names.ts'
import { type SpanId, spanIdFromHex, type TraceId, traceIdFromHex } from '../trace-context.ts'
import { LIMITS, RECORD, TAG } from './format.ts'

const NAME_NUMBERS: ReadonlyMap<string, number> = new Map(WELL_KNOWN_NAMES.map((name, i) => [name, i + 1]))
const KIND_NUMBERS = Object.fromEntries(SPAN_KINDS.map((kind, i) => [kind, i])) as Record<SpanKind, number>
const STATUS_NUMBERS = Object.fromEntries(SPAN_STATUSES.map((status, i) => [status, i])) as Record<
  SpanStatus,
  number
>

const encoder = new TextEncoder()
const NO_TRACE: TraceId = { a: 0, b: 0, c: 0, d: 0 }
const NO_SPAN: SpanId = { hi: 0, lo: 0 }

/** Up to this many units a loop over char codes beats a call into the encoder. */
const LOOP_LENGTH = 48

/**
 * Writes facts as records into one fixed block of memory. A record is begun, given its attributes, and ended;
 * if it does not fit, `end()` takes it back and says so, and what was written before stays whole.
 *
 * @example
 * writer.beginSpan('fetch', 'ok', traceId, spanId, parentId, start, duration, 'GET')
 * writer.attribute('http.response.status_code', 200)
 * if (!writer.end()) rotate()
 */
export class BatchWriter {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #position = 0
  /** Bytes of the whole records. A record that was begun and never ended is written over. */
  #whole = 0
  #attributes = 0
  #overflow = false
  #count = 0

  /** @param capacity bytes */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
  }

  /** Whole records held. */
  get count(): number {
    return this.#count
  }

  /** Bytes held. */
  get length(): number {
    return this.#whole
  }

  /** The records written so far; a view of the block, valid until `clear()`. */
  records(): Uint8Array {
    return this.#bytes.subarray(0, this.#whole)
  }

  clear(): void {
    this.#whole = 0
    this.#count = 0
  }

  beginSpan(
    kind: SpanKind,
    status: SpanStatus,
    traceId: TraceId,
    spanId: SpanId,
    parentId: SpanId | undefined,
    start: number,
    duration: number,
    name: string,
  ): void {
    if (!this.#begin(RECORD.span, 50)) return
    this.#bytes[this.#position++] = KIND_NUMBERS[kind]
    this.#bytes[this.#position++] = STATUS_NUMBERS[status]
    this.#traceId(traceId)
    this.#spanId(spanId)
    this.#spanId(parentId ?? NO_SPAN)
    this.#float(start)
    this.#float(duration)
    this.#text(name)
  }

  beginEvent(name: string, time: number, traceId?: TraceId, spanId?: SpanId): void {
    if (!this.#begin(RECORD.event, 32)) return
    this.#traceId(traceId ?? NO_TRACE)
    this.#spanId(spanId ?? NO_SPAN)
    this.#float(time)
    this.#text(name)
  }

  beginPoint(name: string, time: number, value: number): void {
    if (!this.#begin(RECORD.point, 16)) return
    this.#float(time)
    this.#float(value)
    this.#text(name)
  }

  /** Adds an attribute to the record begun. `undefined` adds nothing. */
  attribute(name: string, value: AttributeValue | undefined): void {
    if (value === undefined || this.#overflow || this.#attributes === LIMITS.attributes) return
    this.#attributes++
    if (!this.#room(2)) return
    const number = NAME_NUMBERS.get(name)
    if (number === undefined) {
      this.#bytes[this.#position++] = 0
      this.#text(name)
    } else {
      this.#bytes[this.#position++] = number
    }
    if (typeof value === 'string') this.#text(value)
    else if (typeof value === 'number') this.#number(value)
    else if (typeof value === 'boolean') {
      if (this.#room(1)) this.#bytes[this.#position++] = value ? TAG.true : TAG.false
    } else this.#texts(value)
  }

  /** Ends the record begun. `false` if it did not fit; then it has left no trace. */
  end(): boolean {
    const length = this.#position - this.#whole - 4
    if (this.#overflow || length > LIMITS.record) return false
    this.#view.setUint32(this.#whole, length)
    this.#whole = this.#position
    this.#count++
    return true
  }

  /** Writes a whole fact. `false` if it did not fit. */
  fact(fact: Fact): boolean {
    switch (fact.fact) {
      case 'span':
        this.beginSpan(
          fact.kind,
          fact.status,
          traceIdFromHex(fact.traceId),
          spanIdFromHex(fact.spanId),
          fact.parentId === undefined ? undefined : spanIdFromHex(fact.parentId),
          fact.start,
          fact.duration,
          fact.name,
        )
        break
      case 'event':
        this.beginEvent(
          fact.name,
          fact.time,
          fact.traceId === undefined ? undefined : traceIdFromHex(fact.traceId),
          fact.spanId === undefined ? undefined : spanIdFromHex(fact.spanId),
        )
        break
      case 'point':
        this.beginPoint(fact.name, fact.time, fact.value)
    }
    for (const name in fact.attributes) this.attribute(name, fact.attributes[name])
    return this.end()
  }

  #begin(type: number, fixed: number): boolean {
    this.#position = this.#whole
    this.#attributes = 0
    this.#overflow = false
    if (!this.#room(5 + fixed)) return false
    this.#position += 4
    this.#bytes[this.#position++] = type
    return true
  }

  #room(bytes: number): boolean {
    if (this.#position + bytes <= this.#bytes.length) return true
    this.#overflow = true
    return false
  }

  #traceId(id: TraceId): void {
    this.#view.setInt32(this.#position, id.a)
    this.#view.setInt32(this.#position + 4, id.b)
    this.#view.setInt32(this.#position + 8, id.c)
    this.#view.setInt32(this.#position + 12, id.d)
    this.#position += 16
  }

  #spanId(id: SpanId): void {
    this.#view.setInt32(this.#position, id.hi)
    this.#view.setInt32(this.#position + 4, id.lo)
    this.#position += 8
  }

  #float(value: number): void {
    this.#view.setFloat64(this.#position, value)
    this.#position += 8
  }

  #number(value: number): void {
    if (!this.#room(9)) return
    if ((value | 0) === value) {
      this.#bytes[this.#position++] = TAG.int32
      this.#view.setInt32(this.#position, value)
      this.#position += 4
    } else {
      this.#bytes[this.#position++] = TAG.number
      this.#float(value)
    }
  }

  #texts(values: readonly string[]): void {
    if (!this.#room(2)) return
    const count = Math.min(values.length, LIMITS.texts)
    this.#bytes[this.#position++] = TAG.texts
    this.#bytes[this.#position++] = count
    for (let i = 0; i < count; i++) this.#text(values[i] as string)
  }

  #text(text: string): void {
    const bytes = this.#bytes
    const length = text.length
    if (length <= LOOP_LENGTH) {
      if (!this.#room(2 + length)) return
      const start = this.#position + 2
      let i = 0
      for (; i < length; i++) {
        const code = text.charCodeAt(i)
        if (code > 127) break
        bytes[start + i] = code
      }
      if (i === length) {
        bytes[this.#position] = TAG.shortText
        bytes[this.#position + 1] = length
        this.#position = start + length
        return
      }
    }
    const cut = length > LIMITS.text ? text.slice(0, LIMITS.text) : text
    // A UTF-16 unit takes at most three bytes of UTF-8.
    if (!this.#room(5 + cut.length * 3)) return
    const { written } = encoder.encodeInto(cut, bytes.subarray(this.#position + 5))
    bytes[this.#position] = TAG.text
    this.#view.setUint32(this.#position + 1, written)
    this.#position += 5 + written
  }
}
