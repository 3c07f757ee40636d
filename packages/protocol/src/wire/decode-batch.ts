import {
  type Attributes,
  type AttributeValue,
  type Batch,
  type BatchHeader,
  type Event,
  type Fact,
  type Point,
  SPAN_KINDS,
  SPAN_STATUSES,
  type Span,
} from '../facts.ts'
import { WELL_KNOWN_NAMES } from '../names.ts'
import { batchHeaderOf } from './batch-header.ts'
import { LIMITS, MAGIC, MAX_TIME, PREAMBLE_LENGTH, RECORD, TAG, VERSION } from './format.ts'
import { WireError } from './wire-error.ts'

/** @throws WireError on anything that is not a whole, well-formed batch; nothing of it is returned then. */
export function decodeBatch(bytes: Uint8Array): Batch {
  if (bytes.length > LIMITS.batch)
    throw new WireError('WIRE_TOO_LARGE', `A batch holds at most ${LIMITS.batch} bytes.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < PREAMBLE_LENGTH || view.getUint32(0) !== MAGIC) {
    throw new WireError('WIRE_NOT_A_BATCH', 'The body does not begin with "KYMO".')
  }
  const version = view.getUint8(4)
  if (version !== VERSION) {
    throw new WireError('WIRE_VERSION', `Version ${version} is not known here; this reader knows ${VERSION}.`)
  }
  const headerLength = view.getUint32(8)
  if (headerLength > LIMITS.header || PREAMBLE_LENGTH + headerLength > bytes.length) {
    throw new WireError('WIRE_HEADER', 'The header is longer than the batch or than allowed.')
  }
  const header = decodeHeader(bytes.subarray(PREAMBLE_LENGTH, PREAMBLE_LENGTH + headerLength))
  const facts: Fact[] = []
  let skipped = 0
  const reader = new RecordReader(bytes, view)
  for (let at = PREAMBLE_LENGTH + headerLength; at < bytes.length; ) {
    if (at + 5 > bytes.length) throw new WireError('WIRE_RECORD', `A record is cut off at byte ${at}.`)
    const length = view.getUint32(at)
    const end = at + 4 + length
    if (length < 1 || length > LIMITS.record || end > bytes.length) {
      throw new WireError('WIRE_RECORD', `The record at byte ${at} says it has ${length} bytes.`)
    }
    const fact = reader.read(at + 4, end)
    if (fact === undefined) skipped++
    else facts.push(fact)
    at = end
  }
  return { header, facts, skipped }
}

function decodeHeader(bytes: Uint8Array): BatchHeader {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new WireError('WIRE_HEADER', 'The header is not JSON.')
  }
  return batchHeaderOf(header)
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

class RecordReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #decoder = new TextDecoder()
  #at = 0
  #end = 0

  constructor(bytes: Uint8Array, view: DataView) {
    this.#bytes = bytes
    this.#view = view
  }

  /** `undefined` for a type this reader does not know. */
  read(start: number, end: number): Fact | undefined {
    this.#at = start
    this.#end = end
    switch (this.#byte()) {
      case RECORD.span:
        return this.#span()
      case RECORD.event:
        return this.#event()
      case RECORD.point:
        return this.#point()
      default:
        return undefined
    }
  }

  #span(): Span {
    const kind = SPAN_KINDS[this.#byte()] ?? 'internal'
    const status = SPAN_STATUSES[this.#byte()] ?? 'unset'
    const traceId = this.#id(16)
    const spanId = this.#id(8)
    const parentId = this.#id(8)
    const start = this.#time()
    const duration = this.#finite()
    if (traceId === undefined || spanId === undefined) this.#fail('a span without an id')
    if (duration < 0) this.#fail('a negative duration')
    if (start + duration > MAX_TIME) this.#fail('an end that is no time')
    const name = this.#text()
    const attributes = this.#attributes()
    return {
      fact: 'span',
      traceId,
      spanId,
      ...(parentId === undefined ? undefined : { parentId }),
      kind,
      name,
      start,
      duration,
      status,
      attributes,
    }
  }

  #event(): Event {
    const traceId = this.#id(16)
    const spanId = this.#id(8)
    const time = this.#time()
    const name = this.#text()
    return {
      fact: 'event',
      name,
      time,
      ...(traceId === undefined ? undefined : { traceId }),
      ...(spanId === undefined ? undefined : { spanId }),
      attributes: this.#attributes(),
    }
  }

  #point(): Point {
    const time = this.#time()
    const value = this.#finite()
    return { fact: 'point', time, value, name: this.#text(), attributes: this.#attributes() }
  }

  #attributes(): Attributes {
    const attributes: Record<string, AttributeValue> = {}
    let count = 0
    while (this.#at < this.#end) {
      if (++count > LIMITS.attributes) this.#fail('too many attributes')
      const number = this.#byte()
      // A number past the table is a newer agent's name: read its value, then leave it out.
      const name = number === 0 ? this.#text() : WELL_KNOWN_NAMES[number - 1]
      const value = this.#value()
      if (name !== undefined && name !== '__proto__') attributes[name] = value
    }
    return attributes
  }

  #value(): AttributeValue {
    const tag = this.#byte()
    switch (tag) {
      case TAG.shortText:
      case TAG.text:
        return this.#textOf(tag)
      case TAG.number:
        return this.#finite()
      case TAG.int32: {
        this.#need(4)
        this.#at += 4
        return this.#view.getInt32(this.#at - 4)
      }
      case TAG.true:
        return true
      case TAG.false:
        return false
      case TAG.texts:
        return Array.from({ length: this.#byte() }, () => this.#text())
      default:
        return this.#fail(`a value of type ${tag}`)
    }
  }

  #text(): string {
    return this.#textOf(this.#byte())
  }

  #textOf(tag: number): string {
    let length: number
    if (tag === TAG.shortText) length = this.#byte()
    else if (tag === TAG.text) {
      this.#need(4)
      length = this.#view.getUint32(this.#at)
      this.#at += 4
    } else return this.#fail(`a text of type ${tag}`)
    this.#need(length)
    const start = this.#at
    this.#at += length
    if (tag === TAG.text) return this.#decoder.decode(this.#bytes.subarray(start, this.#at))
    let text = ''
    for (let i = start; i < this.#at; i++) text += String.fromCharCode(this.#bytes[i] as number)
    return text
  }

  #id(length: number): string | undefined {
    this.#need(length)
    let hex = ''
    let any = 0
    for (let i = 0; i < length; i++) {
      const byte = this.#bytes[this.#at++] as number
      any |= byte
      hex += HEX[byte]
    }
    return any === 0 ? undefined : hex
  }

  #time(): number {
    const time = this.#finite()
    if (time < 0 || time > MAX_TIME) this.#fail('a time that is none')
    return time
  }

  #finite(): number {
    this.#need(8)
    const value = this.#view.getFloat64(this.#at)
    this.#at += 8
    if (!Number.isFinite(value)) this.#fail('a number that is not finite')
    return value
  }

  #byte(): number {
    this.#need(1)
    return this.#bytes[this.#at++] as number
  }

  #need(bytes: number): void {
    if (this.#at + bytes > this.#end) this.#fail('less than it says')
  }

  #fail(what: string): never {
    throw new WireError('WIRE_RECORD', `The record before byte ${this.#end} has ${what}.`)
  }
}
