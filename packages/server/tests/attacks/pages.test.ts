import {
  type ApiErrorBody,
  type Attributes,
  type Batch,
  BROWSER_INGEST_PATH,
  type BrowserHealthView,
  type BrowserMemory,
  type BrowserSignals,
  JSON_BATCH_LIMITS,
} from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signal } from '../../../../tests/support/page-reports.ts'
import { browserKey } from '../../src/security/browser-key.ts'
import {
  browserResource,
  clientFetch,
  navigation,
  PAGE_ORIGIN,
  postAsPage,
} from '../../src/testing/browser.ts'
import { TestCollector, TOKEN } from '../../src/testing/collector.ts'
import { batch, T } from '../../src/testing/facts.ts'
import { signalsReport } from '../../src/testing/reports.ts'
import { vital } from '../../src/testing/vitals.ts'

/* What a page, or who poses as one, may do to a collector that takes facts of pages from the internet. */

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start({ allowedOrigins: [PAGE_ORIGIN], trustProxy: true })
  collector.time = T + 10_000
})

afterEach(() => collector.stop())

let pages = 0
const ofPage = (): Batch => batch([navigation()], browserResource('shop', `page ${++pages}`))
const from = (address: string, of = ofPage()) => postAsPage(collector, of, { 'x-forwarded-for': address })
const codeOf = async (response: Response | undefined) =>
  ((await response?.json()) as ApiErrorBody | undefined)?.error.code

/** Sends what is no batch, which is soon answered, until that is refused for being too much. */
async function flood(address: (i: number) => string, most = 5_000): Promise<Response | undefined> {
  for (let i = 0; i < most; i += 50) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, k) => post({ 'x-forwarded-for': address(i + k) }, '{')),
    )
    const refused = answers.find(({ status }) => status !== 400)
    if (refused !== undefined) return refused
  }
  return undefined
}

const event = (name: string, attributes: Attributes) => ({
  fact: 'event' as const,
  name,
  time: T,
  attributes,
})
const bodyOf = (size: number) => ({ 'kymo.fetch.by': 'fetch', 'http.response.body.size': size })

const post = (headers: Record<string, string>, body: string, key = browserKey(TOKEN)) =>
  fetch(`${collector.url}${BROWSER_INGEST_PATH}?key=${encodeURIComponent(key)}`, {
    method: 'POST',
    headers: { origin: PAGE_ORIGIN, 'content-type': 'text/plain', ...headers },
    body,
  })

describe('one address that floods', () => {
  it('is told to wait, in an answer that its page may read; others are not held up', async () => {
    const refused = await flood(() => '203.0.113.5')
    expect(refused?.status).toBe(429)
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(refused?.headers.get('access-control-allow-origin')).toBe(PAGE_ORIGIN)
    expect(refused?.headers.get('access-control-expose-headers')).toContain('retry-after')
    expect(refused?.headers.get('vary')).toContain('Origin')
    expect(await codeOf(refused)).toBe('TOO_MANY_BATCHES')
    expect((await from('203.0.113.6')).status).toBe(200)
    await expect.poll(async () => (await from('203.0.113.5')).status, { timeout: 20_000 }).toBe(200)
  })

  it('is one, however many of its own addresses of IPv6 it uses', async () => {
    const refused = await flood((i) => `2001:db8:1:2::${(i + 1).toString(16)}`)
    expect(await codeOf(refused)).toBe('TOO_MANY_BATCHES')
    expect((await from('2001:db8:1:3::1')).status).toBe(200)
  })

  it('is not another for what it writes before what the proxy adds', async () => {
    const refused = await flood((i) => `10.0.0.${i % 250}, 203.0.113.7`)
    expect(await codeOf(refused)).toBe('TOO_MANY_BATCHES')
  })

  it('may not pass for many where no proxy is known of', async () => {
    await collector.stop()
    collector = await TestCollector.start({ allowedOrigins: [PAGE_ORIGIN] })
    const refused = await flood((i) => `203.0.113.${i % 250}`)
    expect(await codeOf(refused)).toBe('TOO_MANY_BATCHES')
  })

  it('does not get at what is taken of all together', async () => {
    // A hundred a second, and five hundred at once: four hundred pages are no flood.
    expect(await flood((i) => `198.51.${i >> 8}.${i & 255}`, 400)).toBeUndefined()
  })
})

describe('answers to pages', () => {
  it.each<[string, number, string, () => Promise<Response>]>([
    ['a wrong key', 401, 'UNAUTHORIZED', () => post({}, '{}', 'guessed')],
    ['no batch', 400, 'WIRE_NOT_A_BATCH', () => post({}, '{')],
    ['another type', 415, 'UNSUPPORTED_MEDIA_TYPE', () => post({ 'content-type': 'image/png' }, '{}')],
    ['too much', 413, 'PAYLOAD_TOO_LARGE', () => post({}, ' '.repeat(JSON_BATCH_LIMITS.batch + 1))],
    [
      'too many facts',
      413,
      'WIRE_TOO_LARGE',
      () =>
        postAsPage(
          collector,
          batch(Array.from({ length: 1001 }, () => ({ ...vital('LCP', 1), attributes: {} }))),
        ),
    ],
  ])('to %s can be read by them: %i %s', async (_, status, code, send) => {
    const answer = await send()
    expect(answer.status).toBe(status)
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE_ORIGIN)
    expect(await codeOf(answer)).toBe(code)
  })

  it('of origins that are not allowed can not, whatever key they have', async () => {
    for (const origin of ['https://evil.test', 'null', `${PAGE_ORIGIN}.evil.test`, 'http://localhost:3001']) {
      const answer = await postAsPage(collector, ofPage(), { origin })
      expect(answer.status).toBe(403)
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it('give no page leave to send cookies, nor to read what others may', async () => {
    const answer = await from('203.0.113.9')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    expect(answer.headers.get('access-control-allow-origin')).not.toBe('*')
  })
})

describe('a page', () => {
  it('can not be taken for an agent, another page or a server', async () => {
    const of = batch(
      [
        {
          ...navigation(),
          attributes: { ...navigation().attributes, 'kymo.runtime': 'nodejs' },
        },
      ],
      { ...browserResource('shop', 'agent-1'), 'kymo.runtime': 'nodejs' },
    )
    expect((await from('203.0.113.9', of)).status).toBe(200)
    await collector.send(batch([], { 'service.name': 'shop', 'service.instance.id': 'agent-1' }))
    const { instances } = await collector.get<{ instances: { instance: string }[] }>('/api/status')
    expect(instances.map(({ instance }) => instance)).toEqual(['agent-1'])
  })

  it('can not spoil figures of all pages by numbers without end', async () => {
    const huge = { 'kymo.memory.used': 1, 'kymo.dom.nodes': 1e308, 'kymo.memory.total': -1e308 }
    const looks = [1.5e308, -1.5e308, 2000].map((growth, i) =>
      batch(
        [
          event('kymo.browser.memory', { ...huge, 'kymo.memory.growth': growth }),
          event('kymo.leak', { 'kymo.leak.kind': 'heap', 'kymo.leak.growth': growth, 'kymo.leak.value': i }),
          ...[1e308, 1.7e308].map((size) => clientFetch('a'.repeat(16), { attributes: bodyOf(size) })),
        ],
        browserResource(),
      ),
    )
    for (const of of looks) expect((await from('203.0.113.9', of)).status).toBe(200)
    const { figures, health } = await collector.get<BrowserHealthView>('/api/browser/health')
    expect(figures.memory).toEqual({ growth: 2000 })
    expect(health.score).toEqual(expect.any(Number))
    const { samples, leaks } = await collector.get<BrowserMemory>('/api/browser/memory')
    expect(samples[0]).toEqual({ time: T, used: 1, growth: 2000 })
    expect(leaks).toMatchObject([{ growth: 2000 }])
    expect(await collector.get('/api/browser/network')).toMatchObject({ total: { count: 6, bytes: null } })
  })

  it('of another app can not tell of this one, though it calls itself the same', async () => {
    const of = (app: string) => batch([signalsReport([signal(1, app)])], browserResource(app, 'same'))
    expect((await from('203.0.113.9', of('shop'))).status).toBe(200)
    expect(
      (await from('203.0.113.9', { ...of('evil'), header: { ...of('evil').header, sequence: 2 } })).status,
    ).toBe(200)
    const { signals } = await collector.get<BrowserSignals>('/api/browser/signals?app=shop')
    expect(signals.map(({ name }) => name)).toEqual(['shop'])
  })

  it('can neither break what reads reports nor make them long', async () => {
    const hostile = [
      '{"__proto__":{"x":1},"slowThreshold":16,"components":[],"leftOut":0}',
      '['.repeat(20_000),
      `{"slowThreshold":16,"components":[${'{},'.repeat(2000)}{}],"leftOut":0}`,
      '{"slowThreshold":1e999,"components":[],"leftOut":0}',
      'x'.repeat(30_000),
    ]
    const facts = hostile.map((json) => ({
      fact: 'event' as const,
      name: 'kymo.components',
      time: T,
      attributes: { 'kymo.report': json },
    }))
    expect((await from('203.0.113.9', batch(facts, browserResource()))).status).toBe(200)
    const { components, slowThreshold } = await collector.get<{
      components: unknown[]
      slowThreshold: number
    }>('/api/browser/components')
    expect([components, slowThreshold]).toEqual([[], 16])
    expect(await collector.get('/api/status')).toMatchObject({ brokenReports: { count: 4 } })
  })
})
