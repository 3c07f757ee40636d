import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { BatchHeader, Event, Fact, Point, Span } from '../facts.ts'
import { WELL_KNOWN_NAMES } from '../names.ts'
import { BatchWriter } from './batch-writer.ts'
import { decodeBatch } from './decode-batch.ts'
import { encodeBatch, frameBatch } from './encode-batch.ts'
import { LIMITS, PREAMBLE_LENGTH } from './format.ts'
import { WireError, type WireErrorCode } from './wire-error.ts'

const header: BatchHeader = {
  resource: { 'service.name': 'shop', 'service.instance.id': 'a1b2', 'process.pid': 4711 },
  sequence: 7,
  dropped: 0,
}

const span: Span = {
  fact: 'span',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentId: '00f067aa0ba902b7',
  kind: 'request',
  name: 'GET /product/[id]',
  start: 1_763_600_000_123.25,
  duration: 12.345,
  status: 'ok',
  attributes: { 'http.request.method': 'GET', 'http.response.status_code': 200, 'kymo.ttfb': 3.25 },
}

function roundTrip(...facts: Fact[]): readonly Fact[] {
  return decodeBatch(encodeBatch(header, facts)).facts
}

function codeOf(run: () => unknown): WireErrorCode | undefined {
  try {
    run()
  } catch (error) {
    if (error instanceof WireError) return error.code
    throw error
  }
  return undefined
}

describe('a batch comes back as it was', () => {
  const event: Event = {
    fact: 'event',
    name: 'exception',
    time: 1_763_600_000_000,
    traceId: span.traceId,
    spanId: span.spanId,
    attributes: { 'exception.type': 'TypeError', 'exception.message': 'x is not a function' },
  }
  const point: Point = { fact: 'point', name: 'process.memory.usage', time: 1, value: -0.5, attributes: {} }
  const { parentId: _, ...root } = span
  const { traceId: __, spanId: ___, ...unrelated } = event

  test.each<[string, Fact]>([
    ['a span', span],
    ['a root span', root],
    ['an event', event],
    ['an event outside any trace', unrelated],
    ['a point', point],
    ['a name that is not well known', { ...span, attributes: { 'app.cart.size': 3 } }],
    [
      'text beyond ASCII, short and long',
      { ...span, name: 'GET /käse/🧀', attributes: { a: 'ü'.repeat(500) } },
    ],
    [
      'every type of value',
      { ...span, attributes: { s: '', n: 1e21, i: -(2 ** 31), b: true, f: false, l: ['a', '€'] } },
    ],
    [
      'ids whose words have the sign bit set',
      { ...span, traceId: 'f'.repeat(32), spanId: '80000000ffffffff' },
    ],
  ])('%s', (_name, fact) => {
    expect(roundTrip(fact)).toEqual([fact])
  })

  test('header, order and number of facts', () => {
    const facts = [span, event, point, root]
    expect(decodeBatch(encodeBatch(header, facts))).toEqual({ header, facts, skipped: 0 })
  })

  test('an empty one', () => {
    expect(decodeBatch(encodeBatch(header, []))).toEqual({ header, facts: [], skipped: 0 })
  })
})

describe('limits', () => {
  test('a text that is too long is cut', () => {
    const [fact] = roundTrip({ ...span, attributes: { a: 'x'.repeat(LIMITS.text + 1) } })
    expect(fact?.attributes.a).toHaveLength(LIMITS.text)
  })

  test('attributes beyond the limit are left out', () => {
    const attributes = Object.fromEntries(
      Array.from({ length: LIMITS.attributes + 5 }, (_, i) => [`a${i}`, i]),
    )
    const [fact] = roundTrip({ ...span, attributes })
    expect(Object.keys(fact?.attributes ?? {})).toHaveLength(LIMITS.attributes)
  })

  test('a record that does not fit is taken back whole, and the ones before it stay', () => {
    const writer = new BatchWriter(400)
    let written = 0
    while (writer.fact(span)) written++
    const before = writer.length
    for (const size of [1, 47, 48, 49, 200, 5000]) {
      expect(writer.fact({ ...span, attributes: { a: 'x'.repeat(size + 400), b: ['y'.repeat(size)] } })).toBe(
        false,
      )
    }
    expect(writer.length).toBe(before)
    expect(decodeBatch(frameBatch(header, writer.records())).facts).toHaveLength(written)
    expect(writer.count).toBe(written)
  })

  test('a record that was begun and never ended leaves no trace', () => {
    const writer = new BatchWriter(1000)
    writer.fact(span)
    writer.beginEvent('half', 1)
    expect(decodeBatch(frameBatch(header, writer.records())).facts).toEqual([span])
    writer.fact(span)
    expect(decodeBatch(frameBatch(header, writer.records())).facts).toEqual([span, span])
  })

  test('a record over the record limit is refused even where there is room', () => {
    const writer = new BatchWriter(LIMITS.batch)
    const attributes = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`a${i}`, 'x'.repeat(LIMITS.text)]),
    )
    expect(writer.fact({ ...span, attributes })).toBe(false)
    expect(writer.length).toBe(0)
  })

  test('more facts than a batch holds are an error, not a loss', () => {
    const large = { ...span, attributes: { a: 'x'.repeat(30_000), b: 'x'.repeat(30_000) } }
    expect(() => encodeBatch(header, new Array(100).fill(large))).toThrow(RangeError)
  })
})

describe('what is not a batch is refused with a code', () => {
  const good = encodeBatch(header, [span])
  const change = (at: number, byte: number): Uint8Array => {
    const copy = good.slice()
    copy[at] = byte
    return copy
  }
  const withHeader = (content: unknown): Uint8Array => frameBatch(content as BatchHeader, new Uint8Array())
  const recordsAt = PREAMBLE_LENGTH + new TextEncoder().encode(JSON.stringify(header)).length

  test.each<[string, () => Uint8Array, WireErrorCode]>([
    ['nothing', () => new Uint8Array(), 'WIRE_NOT_A_BATCH'],
    ['JSON', () => new TextEncoder().encode('{"facts":[]}'), 'WIRE_NOT_A_BATCH'],
    ['a newer version', () => change(4, 2), 'WIRE_VERSION'],
    ['too many bytes', () => new Uint8Array(LIMITS.batch + 1), 'WIRE_TOO_LARGE'],
    ['a header longer than the batch', () => change(8, 1), 'WIRE_HEADER'],
    ['a header that is not JSON', () => change(PREAMBLE_LENGTH, 0x78), 'WIRE_HEADER'],
    ['a header that is a list', () => withHeader([]), 'WIRE_HEADER'],
    [
      'no service.name',
      () => withHeader({ ...header, resource: { 'service.instance.id': 'a' } }),
      'WIRE_HEADER',
    ],
    [
      'a service.name that is no text',
      () => withHeader({ ...header, resource: { ...header.resource, 'service.name': 1 } }),
      'WIRE_HEADER',
    ],
    ['sequence 0', () => withHeader({ ...header, sequence: 0 }), 'WIRE_HEADER'],
    ['a sequence that is no whole number', () => withHeader({ ...header, sequence: 1.5 }), 'WIRE_HEADER'],
    ['negative drops', () => withHeader({ ...header, dropped: -1 }), 'WIRE_HEADER'],
    [
      'a record of no length',
      () => {
        const b = good.slice()
        b.fill(0, recordsAt, recordsAt + 4)
        return b
      },
      'WIRE_RECORD',
    ],
    ['a record longer than the batch', () => change(recordsAt + 3, 255), 'WIRE_RECORD'],
    [
      'a span without a trace id',
      () => {
        const b = good.slice()
        b.fill(0, recordsAt + 7, recordsAt + 23)
        return b
      },
      'WIRE_RECORD',
    ],
    ['a negative duration', () => encodeBatch(header, [{ ...span, duration: -1 }]), 'WIRE_RECORD'],
    [
      'a start that is not finite',
      () => encodeBatch(header, [{ ...span, start: Number.NaN }]),
      'WIRE_RECORD',
    ],
    ['a start before the epoch', () => encodeBatch(header, [{ ...span, start: -1 }]), 'WIRE_RECORD'],
    ['a start that no date has', () => encodeBatch(header, [{ ...span, start: 1e300 }]), 'WIRE_RECORD'],
    ['an end that no date has', () => encodeBatch(header, [{ ...span, duration: 1e300 }]), 'WIRE_RECORD'],
    [
      'an event at a time that no date has',
      () => encodeBatch(header, [{ fact: 'event', name: 'log', time: 1e16, attributes: {} }]),
      'WIRE_RECORD',
    ],
  ])('%s', (_name, bytes, code) => {
    expect(codeOf(() => decodeBatch(bytes()))).toBe(code)
  })

  test('a batch cut off anywhere', () => {
    for (let length = 0; length < good.length; length++) {
      if (length === recordsAt) continue // whole, and without facts
      expect(
        codeOf(() => decodeBatch(good.subarray(0, length))),
        `cut at ${length}`,
      ).toBeDefined()
    }
  })

  test('whatever byte is changed, the answer is a batch or a WireError', () => {
    for (let at = 0; at < good.length; at++) {
      for (const byte of [0, 1, 127, 128, 255]) codeOf(() => decodeBatch(change(at, byte)))
    }
  })

  test('an attribute named __proto__ changes no prototype', () => {
    const attributes = JSON.parse('{"__proto__": "polluted", "ok": 1}')
    const [fact] = roundTrip({ ...span, attributes })
    expect(fact?.attributes).toEqual({ ok: 1 })
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('nor does a resource attribute of that name', () => {
    const resource = JSON.parse(
      '{"service.name": "shop", "service.instance.id": "a", "__proto__": ["polluted"]}',
    )
    const { header: decoded } = decodeBatch(withHeader({ ...header, resource }))
    expect(Object.getPrototypeOf(decoded.resource)).toBe(Object.prototype)
  })
})

describe('other versions', () => {
  test('a record of an unknown type is passed over and counted', () => {
    const whole = encodeBatch(header, [span])
    const record = new Uint8Array([0, 0, 0, 3, 99, 1, 2])
    const bytes = new Uint8Array(whole.length + record.length)
    bytes.set(whole)
    bytes.set(record, whole.length)
    expect(decodeBatch(bytes)).toEqual({ header, facts: [span], skipped: 1 })
  })

  test('an attribute whose number is past the table is left out, the others stay', () => {
    const bytes = encodeBatch(header, [
      { ...span, attributes: { 'http.request.method': 'GET', 'http.route': '/' } },
    ])
    const number = WELL_KNOWN_NAMES.indexOf('http.route') + 1
    bytes[bytes.lastIndexOf(number)] = 251
    expect(decodeBatch(bytes).facts[0]?.attributes).toEqual({ 'http.request.method': 'GET' })
  })

  test('a batch written by version 1 keeps decoding', () => {
    const batch = decodeBatch(readFileSync(new URL('./fixtures/batch-v1.bin', import.meta.url)))
    expect(batch).toEqual(
      JSON.parse(readFileSync(new URL('./fixtures/batch-v1.json', import.meta.url), 'utf8')),
    )
  })
})
