import { describe, expect, it } from 'vitest'
import type { Event, Fact, Point, Span } from '../facts.ts'
import { decodeJsonBatch } from './decode-json-batch.ts'
import { LIMITS } from './format.ts'
import { JSON_BATCH_LIMITS } from './json-batch.ts'
import { WireError, type WireErrorCode } from './wire-error.ts'

const header = {
  resource: { 'service.name': 'shop', 'service.instance.id': 'page-1' },
  sequence: 1,
  dropped: 0,
}

const span: Span = {
  fact: 'span',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentId: '00f067aa0ba902b7',
  kind: 'fetch',
  name: 'GET',
  start: 1_763_600_000_123.25,
  duration: 12.345,
  status: 'ok',
  attributes: { 'http.request.method': 'GET', 'kymo.cache.tags': ['a', 'b'], 'kymo.aborted': true },
}
const event: Event = {
  fact: 'event',
  name: 'exception',
  time: 1_763_600_000_123,
  attributes: { 'exception.message': 'no 🫀' },
}
const point: Point = { fact: 'point', name: 'heap', time: 1_763_600_000_123, value: -1.5, attributes: {} }

const decode = (...facts: unknown[]) => decodeJsonBatch(JSON.stringify({ ...header, facts }))
const attributesOf = (attributes: string) =>
  decodeJsonBatch(
    `{"resource":${JSON.stringify(header.resource)},"sequence":1,"dropped":0,` +
      `"facts":[{"fact":"event","name":"e","time":1,"attributes":${attributes}}]}`,
  ).facts[0]?.attributes

function codeOf(run: () => unknown): WireErrorCode | undefined {
  try {
    run()
  } catch (error) {
    if (error instanceof WireError) return error.code
    throw error
  }
  return undefined
}

describe('a batch of JSON', () => {
  it('comes out as it was written', () => {
    const facts: Fact[] = [span, event, { ...event, traceId: span.traceId, spanId: span.spanId }, point]
    expect(decode(...facts)).toEqual({ header, facts, skipped: 0 })
  })

  it('may be empty', () => {
    expect(decode().facts).toEqual([])
  })

  it('passes over facts of a type it does not know, and takes unknown kinds for the least they can be', () => {
    const { facts, skipped } = decode({ fact: 'payload' }, { ...span, kind: 'teleport', status: 'meh' })
    expect(skipped).toBe(1)
    expect(facts).toMatchObject([{ kind: 'internal', status: 'unset' }])
  })

  it('cuts what is beyond the limits', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`a${i}`, i]))
    expect(Object.keys(attributesOf(JSON.stringify(many)) ?? {})).toHaveLength(LIMITS.attributes)
    const { text, list } = attributesOf(
      JSON.stringify({ text: 'x'.repeat(LIMITS.text + 5), list: Array(100).fill('y') }),
    ) as { text: string; list: string[] }
    expect(text).toHaveLength(LIMITS.text)
    expect(list).toHaveLength(LIMITS.texts)
  })

  it('never cuts a character in two', () => {
    const { text } = attributesOf(JSON.stringify({ text: `${'x'.repeat(LIMITS.text - 1)}🫀` })) as {
      text: string
    }
    expect(text).toBe('x'.repeat(LIMITS.text - 1))
  })

  it('leaves out a number that was none when it was written', () => {
    expect(attributesOf(JSON.stringify({ a: Number.NaN, b: 1 }))).toEqual({ b: 1 })
  })

  it('takes over nothing that the format does not name', () => {
    const { facts } = decode({ ...event, seq: 7, app: 'other', kind: 'request' })
    expect(facts).toEqual([event])
  })
})

describe('a hostile batch of JSON', () => {
  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'changes no prototype with the name %s',
    (name) => {
      const attributes = attributesOf(`{${JSON.stringify(name)}:"x","polluted":"y"}`)
      expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype)
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
      expect(attributes?.polluted).toBe('y')
    },
  )

  it('can not give by its prototype what it has to give itself', () => {
    const facts = '[]'
    const text = `{"__proto__":{"resource":{"service.name":"a","service.instance.id":"b"},"sequence":1,"dropped":0},"facts":${facts}}`
    expect(codeOf(() => decodeJsonBatch(text))).toBe('WIRE_HEADER')
    const resource = `{"__proto__":{"service.name":"a","service.instance.id":"b"}}`
    expect(
      codeOf(() => decodeJsonBatch(`{"resource":${resource},"sequence":1,"dropped":0,"facts":[]}`)),
    ).toBe('WIRE_HEADER')
  })

  it('says the last thing where it says two', () => {
    expect(attributesOf('{"a":"first","a":"second"}')).toEqual({ a: 'second' })
    const text = JSON.stringify({ ...header, facts: [span] }).replace('"kind":', '"kind":"request","kind":')
    expect(decodeJsonBatch(text).facts).toEqual([span])
  })

  it.each<[string, string, WireErrorCode]>([
    ['is empty', '', 'WIRE_NOT_A_BATCH'],
    ['is no JSON', '{"facts":[', 'WIRE_NOT_A_BATCH'],
    ['has NaN', `{"facts":[],"sequence":NaN}`, 'WIRE_NOT_A_BATCH'],
    ['is a list', '[]', 'WIRE_NOT_A_BATCH'],
    ['is nothing', 'null', 'WIRE_NOT_A_BATCH'],
    ['has no facts', JSON.stringify(header), 'WIRE_NOT_A_BATCH'],
    ['is nested deeply', '['.repeat(JSON_BATCH_LIMITS.batch), 'WIRE_NOT_A_BATCH'],
    ['is too long', ' '.repeat(JSON_BATCH_LIMITS.batch + 1), 'WIRE_TOO_LARGE'],
    [
      'has too many facts',
      JSON.stringify({ ...header, facts: Array(JSON_BATCH_LIMITS.facts + 1).fill(0) }),
      'WIRE_TOO_LARGE',
    ],
    ['has no resource', JSON.stringify({ ...header, resource: null, facts: [] }), 'WIRE_HEADER'],
    [
      'has no instance',
      JSON.stringify({ ...header, resource: { 'service.name': 'a' }, facts: [] }),
      'WIRE_HEADER',
    ],
    [
      'has an endless resource',
      JSON.stringify({ ...header, resource: { ...header.resource, x: 'x'.repeat(20_000) }, facts: [] }),
      'WIRE_HEADER',
    ],
    ['has a sequence of 0', JSON.stringify({ ...header, sequence: 0, facts: [] }), 'WIRE_HEADER'],
    ['has a huge sequence', JSON.stringify({ ...header, sequence: 1e300, facts: [] }), 'WIRE_HEADER'],
    ['has half a sequence', JSON.stringify({ ...header, sequence: 1.5, facts: [] }), 'WIRE_HEADER'],
    ['has dropped less than nothing', JSON.stringify({ ...header, dropped: -1, facts: [] }), 'WIRE_HEADER'],
  ])('that %s is refused', (_, text, code) => {
    expect(codeOf(() => decodeJsonBatch(text))).toBe(code)
  })

  it('is nested deeply in an attribute', () => {
    expect(codeOf(() => attributesOf(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toBe('WIRE_RECORD')
    expect(codeOf(() => attributesOf(`{"a":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_001)}`))).toBe(
      'WIRE_RECORD',
    )
  })

  it.each<[string, unknown]>([
    ['is no object', 7],
    ['has no type', { ...span, fact: undefined }],
    ['has no trace', { ...span, traceId: undefined }],
    ['has a zero trace', { ...span, traceId: '0'.repeat(32) }],
    ['has a trace in capitals', { ...span, traceId: span.traceId.toUpperCase() }],
    ['has a short span id', { ...span, spanId: 'abc' }],
    ['has a list for an id', { ...span, spanId: [span.spanId] }],
    ['has a parent that is none', { ...span, parentId: 'x'.repeat(16) }],
    ['has no kind', { ...span, kind: undefined }],
    ['has a number for a kind', { ...span, kind: 1 }],
    ['has no status', { ...span, status: null }],
    ['has no name', { ...span, name: undefined }],
    ['has a text for a time', { ...span, start: '1' }],
    ['begins before time', { ...span, start: -1 }],
    ['begins after time', { ...span, start: 8.65e15 }],
    ['ends after time', { ...span, duration: 8.64e15 }],
    ['takes less than no time', { ...span, duration: -1 }],
    ['has no attributes', { ...span, attributes: undefined }],
    ['has a list for attributes', { ...span, attributes: [] }],
    ['has an object in an attribute', { ...span, attributes: { a: {} } }],
    ['has a list of numbers', { ...span, attributes: { a: [1] } }],
    ['is a point without a value', { ...point, value: null }],
    ['is an event without a time', { ...event, time: undefined }],
  ])('with a fact that %s is refused as a whole', (_, fact) => {
    expect(codeOf(() => decode(event, fact))).toBe('WIRE_RECORD')
  })

  it('with a number beyond all numbers is refused', () => {
    expect(codeOf(() => attributesOf('{"a":1e999}'))).toBe('WIRE_RECORD')
    const text = JSON.stringify({ ...header, facts: [point] }).replace('-1.5', '-1e999')
    expect(codeOf(() => decodeJsonBatch(text))).toBe('WIRE_RECORD')
  })
})
