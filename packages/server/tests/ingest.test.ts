import { gzipSync } from 'node:zlib'
import {
  type ApiErrorBody,
  BATCH_CONTENT_TYPE,
  type CollectorStatus,
  encodeBatch,
  WIRE_LIMITS,
} from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestCollector, TOKEN } from '../src/testing/collector.ts'
import { batch, page, resource, T } from '../src/testing/facts.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start()
})

afterEach(() => collector.stop())

const header = (sequence = 1) => ({ resource: resource(), sequence, dropped: 0 })
const spans = async () => (await collector.get<CollectorStatus>('/api/status')).store.spans

describe('POST /api/ingest', () => {
  it('keeps a batch and says how many facts it had', async () => {
    const response = await collector.post(encodeBatch(header(), [page('/'), page('/b')]))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ accepted: 2, duplicate: false })
    expect(await spans()).toBe(2)
  })

  it('takes gzip', async () => {
    const body = gzipSync(encodeBatch(header(), [page('/')]))
    expect((await collector.post(body, { 'content-encoding': 'gzip' })).status).toBe(200)
  })

  it('takes an empty batch', async () => {
    expect(await collector.put()).toEqual({ accepted: 0, duplicate: false })
  })

  it('counts a batch that comes again once, also after a restart', async () => {
    const same = batch([page('/')], resource('shop', 'one'), 3)
    expect(await collector.send(same)).toEqual({ accepted: 1, duplicate: false })
    expect(await collector.send(same)).toEqual({ accepted: 0, duplicate: true })
    await collector.restart()
    expect(await collector.send(same)).toEqual({ accepted: 0, duplicate: true })
    expect(await collector.send(batch([page('/')], resource('shop', 'one'), 4))).toEqual({
      accepted: 1,
      duplicate: false,
    })
    expect(await spans()).toBe(2)
  })

  it('counts every one of many batches that come at once', async () => {
    const of = resource()
    const sent = Array.from({ length: 60 }, (_, i) => batch([page(`/${i}`), page(`/${i}`)], of, (i % 50) + 1))
    const answers = await Promise.all(sent.map((one) => collector.send(one)))
    expect(answers.filter(({ duplicate }) => duplicate)).toHaveLength(10)
    expect(await spans()).toBe(100)
  })

  it('shows what instances said of themselves', async () => {
    await collector.send(
      batch([page('/')], { ...resource('shop', 'one'), 'process.runtime.name': 'nodejs' }, 1, 7),
    )
    const status = await collector.get<CollectorStatus>('/api/status')
    expect(status).toMatchObject({
      dropped: 7,
      rejectedBatches: 0,
      store: { kind: 'duckdb', spans: 1, oldest: T },
    })
    expect(status.instances).toEqual([
      {
        instance: 'one',
        app: 'shop',
        pid: 42,
        runtime: 'nodejs',
        firstSeen: T,
        lastSeen: T,
        facts: 1,
        dropped: 7,
      },
    ])
  })
})

describe('a batch that is refused', () => {
  const good = () => encodeBatch(header(), [page('/')])
  const cut = () => good().subarray(0, -3)
  const withBytes = (at: number, ...bytes: number[]) => {
    const body = good()
    body.set(bytes, at)
    return body
  }
  const bomb = () => gzipSync(new Uint8Array(64 * 1024 * 1024))

  it.each<[string, () => Uint8Array, Record<string, string>, number, string]>([
    ['with no token', good, { authorization: '' }, 401, 'UNAUTHORIZED'],
    ['with a wrong token', good, { authorization: 'Bearer wrong-token-0123456' }, 401, 'UNAUTHORIZED'],
    [
      'with a part of the token',
      good,
      { authorization: `Bearer ${TOKEN.slice(0, -1)}` },
      401,
      'UNAUTHORIZED',
    ],
    ['with another scheme', good, { authorization: `Basic ${TOKEN}` }, 401, 'UNAUTHORIZED'],
    ['as JSON', good, { 'content-type': 'application/json' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['as a form', good, { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['in brotli', good, { 'content-encoding': 'br' }, 415, 'UNSUPPORTED_ENCODING'],
    ['in two encodings', good, { 'content-encoding': 'gzip, gzip' }, 415, 'UNSUPPORTED_ENCODING'],
    ['said to be gzip', good, { 'content-encoding': 'gzip' }, 400, 'BAD_GZIP'],
    [
      'as half of a gzip',
      () => gzipSync(good()).subarray(0, 30),
      { 'content-encoding': 'gzip' },
      400,
      'BAD_GZIP',
    ],
    ['that unpacks to too much', bomb, { 'content-encoding': 'gzip' }, 413, 'PAYLOAD_TOO_LARGE'],
    ['that is too large', () => new Uint8Array(WIRE_LIMITS.batch + 1), {}, 413, 'PAYLOAD_TOO_LARGE'],
    ['that is empty', () => new Uint8Array(0), {}, 400, 'WIRE_NOT_A_BATCH'],
    ['that is something else', () => new TextEncoder().encode('{"spans":[]}'), {}, 400, 'WIRE_NOT_A_BATCH'],
    ['of another version', () => withBytes(4, 9), {}, 400, 'WIRE_VERSION'],
    ['with an endless header', () => withBytes(8, 255, 255, 255, 255), {}, 400, 'WIRE_HEADER'],
    ['with a header that is no JSON', () => withBytes(12, 0), {}, 400, 'WIRE_HEADER'],
    ['that is cut off', cut, {}, 400, 'WIRE_RECORD'],
  ])('%s', async (_, body, headers, status, code) => {
    const response = await collector.post(body(), headers)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(((await response.json()) as ApiErrorBody).error.code).toBe(code)
    expect(await spans()).toBe(0)
    // It goes on as if nothing had happened.
    expect(await collector.put(page('/'))).toMatchObject({ accepted: 1 })
    if (status !== 401) {
      expect(await collector.get<CollectorStatus>('/api/status')).toMatchObject({ rejectedBatches: 1 })
    }
  })

  it('because it has random bytes in it never ends the collector', async () => {
    const body = encodeBatch(header(), [page('/a'), page('/b', { query: 'x=1' })])
    const seen = new Set<number>()
    for (let i = 0; i < 300; i++) {
      const broken = body.slice()
      for (let n = 0; n <= i % 5; n++)
        broken[(i * 7919 + n * 104_729) % broken.length] = (i * 31 + n * 17) % 256
      const response = await collector.post(broken)
      seen.add(response.status)
      await response.arrayBuffer()
    }
    expect([...seen].every((status) => status === 200 || status === 400)).toBe(true)
    await collector.get('/api/runtime')
    await collector.get('/api/performance/routes?window=all')
  })

  it('names the type it should have', async () => {
    const response = await collector.post(good(), { 'content-type': 'text/html' })
    expect(((await response.json()) as ApiErrorBody).error.message).toContain(BATCH_CONTENT_TYPE)
  })
})
