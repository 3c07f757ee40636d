import {
  type Attributes,
  type AttributeValue,
  type Batch,
  type Event,
  type Fact,
  type Point,
  SPAN_KINDS,
  SPAN_STATUSES,
  type Span,
} from '../facts.ts'
import { batchHeaderOf, isRecord } from './batch-header.ts'
import { LIMITS, MAX_TIME } from './format.ts'
import { JSON_BATCH_LIMITS } from './json-batch.ts'
import { WireError } from './wire-error.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Reads a `JsonBatch`. By the rules of the binary format: facts, kinds and statuses that this reader does not know are
 * passed over or taken for the least that they can be; texts, lists and attributes beyond the limits are cut; an
 * attribute that is `null`, as JSON writes a number that is none, is left out. Only what the format names is taken over.
 *
 * @throws WireError on anything else that is not a whole, well-formed batch; nothing of it is returned then.
 */
export function decodeJsonBatch(text: string): Batch {
  if (text.length > JSON_BATCH_LIMITS.batch) {
    throw new WireError('WIRE_TOO_LARGE', `A batch of JSON holds at most ${JSON_BATCH_LIMITS.batch} bytes.`)
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new WireError('WIRE_NOT_A_BATCH', 'The body is not JSON.')
  }
  if (!isRecord(json) || !Array.isArray(json.facts)) {
    throw new WireError('WIRE_NOT_A_BATCH', 'The body is not an object with a list of facts.')
  }
  if (json.facts.length > JSON_BATCH_LIMITS.facts) {
    throw new WireError('WIRE_TOO_LARGE', `A batch of JSON holds at most ${JSON_BATCH_LIMITS.facts} facts.`)
  }
  const header = batchHeaderOf(json)
  if (JSON.stringify(header).length > LIMITS.header) {
    throw new WireError('WIRE_HEADER', 'The header is longer than allowed.')
  }
  const facts: Fact[] = []
  let skipped = 0
  json.facts.forEach((item: unknown, i) => {
    const fact = factOf(item, i)
    if (fact === undefined) skipped++
    else facts.push(fact)
  })
  return { header, facts, skipped }
}

/** `undefined` for a type this reader does not know. */
function factOf(item: unknown, index: number): Fact | undefined {
  const fail = (what: string): never => {
    throw new WireError('WIRE_RECORD', `Fact ${index} has ${what}.`)
  }
  if (!isRecord(item) || typeof item.fact !== 'string') return fail('no type')
  const reader = new FactReader(item, fail)
  switch (item.fact) {
    case 'span':
      return reader.span()
    case 'event':
      return reader.event()
    case 'point':
      return reader.point()
    default:
      return undefined
  }
}

class FactReader {
  readonly #json: Json
  readonly #fail: (what: string) => never

  constructor(json: Json, fail: (what: string) => never) {
    this.#json = json
    this.#fail = fail
  }

  span(): Span {
    const parentId = this.#id('parentId', 16)
    const start = this.#time('start')
    const duration = this.#finite('duration')
    if (duration < 0) this.#fail('a negative duration')
    if (start + duration > MAX_TIME) this.#fail('an end that is no time')
    return {
      fact: 'span',
      traceId: this.#id('traceId', 32) ?? this.#fail('no traceId'),
      spanId: this.#id('spanId', 16) ?? this.#fail('no spanId'),
      ...(parentId === undefined ? undefined : { parentId }),
      kind: this.#oneOf('kind', SPAN_KINDS) ?? 'internal',
      name: this.#text('name'),
      start,
      duration,
      status: this.#oneOf('status', SPAN_STATUSES) ?? 'unset',
      attributes: this.#attributes(),
    }
  }

  event(): Event {
    const traceId = this.#id('traceId', 32)
    const spanId = this.#id('spanId', 16)
    return {
      fact: 'event',
      name: this.#text('name'),
      time: this.#time('time'),
      ...(traceId === undefined ? undefined : { traceId }),
      ...(spanId === undefined ? undefined : { spanId }),
      attributes: this.#attributes(),
    }
  }

  point(): Point {
    return {
      fact: 'point',
      name: this.#text('name'),
      time: this.#time('time'),
      value: this.#finite('value'),
      attributes: this.#attributes(),
    }
  }

  #attributes(): Attributes {
    const json = this.#json.attributes
    if (!isRecord(json)) return this.#fail('no attributes')
    const attributes: Record<string, AttributeValue> = {}
    let count = 0
    for (const [name, value] of Object.entries(json)) {
      if (name === '__proto__' || value === null) continue
      if (++count > LIMITS.attributes) break
      attributes[cut(name)] = this.#value(value)
    }
    return attributes
  }

  #value(value: unknown): AttributeValue {
    if (typeof value === 'string') return cut(value)
    if (typeof value === 'boolean') return value
    if (typeof value === 'number' && Number.isFinite(value)) return value
    if (!Array.isArray(value))
      return this.#fail('an attribute that is neither text, number, boolean nor list')
    return value
      .slice(0, LIMITS.texts)
      .map((item: unknown) => (typeof item === 'string' ? cut(item) : this.#fail('a list not of texts')))
  }

  #text(name: string): string {
    const value = this.#json[name]
    return typeof value === 'string' ? cut(value) : this.#fail(`no ${name}`)
  }

  /** `undefined` for a value that this reader does not know. */
  #oneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const value = this.#json[name]
    if (typeof value !== 'string') return this.#fail(`no ${name}`)
    return values.find((known) => known === value)
  }

  /** `undefined` where there is none. */
  #id(name: string, digits: 16 | 32): string | undefined {
    const value = this.#json[name]
    if (value === undefined || value === null) return undefined
    const isId = typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value)
    return isId && /[^0]/.test(value) ? value : this.#fail(`a ${name} that is not ${digits} hex digits`)
  }

  #time(name: string): number {
    const time = this.#finite(name)
    return time < 0 || time > MAX_TIME ? this.#fail('a time that is none') : time
  }

  #finite(name: string): number {
    const value = this.#json[name]
    return typeof value === 'number' && Number.isFinite(value)
      ? value
      : this.#fail(`a ${name} that is not a finite number`)
  }
}

/** Never through the middle of a character. */
function cut(text: string): string {
  if (text.length <= LIMITS.text) return text
  const last = text.charCodeAt(LIMITS.text - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? LIMITS.text - 1 : LIMITS.text)
}
