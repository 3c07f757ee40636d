import type { ErrorGroup, ErrorGroupDetail, Page, RuntimeSnapshot, SessionDetail, Span } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pageError, pageLoad, putFromPage } from '../../src/testing/browser.ts'
import { TestCollector } from '../../src/testing/collector.ts'
import { action, batch, exception, fetchSpan, page, request, resource, T } from '../../src/testing/facts.ts'
import { readAll } from '../../src/testing/visit.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start({ allowedOrigins: ['http://localhost:3000'] })
  collector.time = T + 10_000
})

afterEach(() => collector.stop())

const list = (query = '') => collector.get<Page<ErrorGroup>>(`/api/errors?${query}`)
const detailOf = (fingerprint: string | undefined) =>
  collector.get<ErrorGroupDetail>(`/api/errors/${fingerprint}`)

const AT_CART = {
  'code.file.path': 'app/cart/page.tsx',
  'code.function.name': 'Cart',
  'code.line.number': 17,
  'kymo.code.context': ['a', 'b', 'c'],
  'kymo.code.context.start': 16,
  'kymo.exception.mechanism': 'render',
}

/** Three visits, of which two threw at one place, and one failed to fetch; errors of pages, and of nobody. */
async function putErrors() {
  const visits = Array.from({ length: 3 }, (_, i) =>
    page(`/${i}`, { start: T + i * 100, statusCode: i < 2 ? 500 : 200 }),
  )
  const [a, b, c] = visits as [Span, Span, Span]
  const failed = fetchSpan(c, { url: 'http://api.test/stock', statusCode: null, status: 'error' })
  await collector.put(
    ...visits,
    failed,
    exception(a, 'no stock', { attributes: AT_CART, time: T + 10 }),
    exception(a, 'no stock', { attributes: AT_CART, time: T + 11 }),
    exception(b, 'no stock for 7', { attributes: { ...AT_CART, 'code.line.number': 18 }, time: T + 110 }),
    exception(undefined, 'in a job', { time: T + 20 }),
  )
  await putFromPage(
    collector,
    pageError(c.spanId, 'no page', T + 500),
    pageError('f'.repeat(16), 'no page', T + 400),
  )
  return { a, b, c, failed }
}

describe('GET /api/errors', () => {
  it('has each mistake once, with the newest first', async () => {
    const { b, c } = await putErrors()
    const { rows, total, next, capped } = await list()
    expect(rows.map(({ type, message, count, sessions }) => [type, message, count, sessions])).toEqual([
      ['Error', 'no page', 2, 1],
      ['Error', 'GET http://api.test/stock failed', 1, 1],
      ['Error', 'no stock for 7', 2, 2],
      ['Error', 'in a job', 1, 0],
    ])
    expect([total, next, capped]).toEqual([4, null, undefined])
    expect(rows[2]).toMatchObject({ app: 'shop', firstSeen: T + 10, lastSeen: T + 110 })
    expect(rows[2]?.latest).toMatchObject({
      sessionId: b.spanId,
      mechanism: 'render',
      source: { file: 'app/cart/page.tsx', line: 18, column: null, function: 'Cart' },
      code: { firstLine: 16, lines: ['a', 'b', 'c'] },
      fingerprint: rows[2]?.fingerprint,
    })
    expect(rows[0]?.latest).toMatchObject({ sessionId: c.spanId, runtime: 'browser', traceId: null })
  })

  it('finds by app, text, mechanism, session and time', async () => {
    const { a, c } = await putErrors()
    await collector.send(batch([exception(undefined, 'no stock', { time: T + 600 })], resource('api')))
    const messages = async (query: string) => (await list(query)).rows.map(({ message }) => message)
    expect(await messages('app=api')).toEqual(['no stock'])
    expect(await messages('q=STOCK')).toEqual([
      'no stock',
      'GET http://api.test/stock failed',
      'no stock for 7',
    ])
    expect(await messages('q=cart%2Fpage')).toEqual(['no stock for 7'])
    expect(await messages('mechanism=window')).toEqual(['no page'])
    expect(await messages(`session=${c.spanId}`)).toEqual(['no page', 'GET http://api.test/stock failed'])
    expect((await list(`session=${a.spanId}`)).rows).toMatchObject([
      { message: 'no stock', count: 1, sessions: 1 },
    ])
    expect(await messages(`session=${c.spanId}&mechanism=window`)).toEqual(['no page'])
    expect(await messages('session=00000000000000aa')).toEqual([])
    expect(await messages(`from=${T}&to=${T + 100}`)).toEqual(['in a job', 'no stock'])
    expect(await messages('window=5s')).toEqual([])
    expect((await list('q=stock')).total).toBe(3)
  })

  it('comes in pages', async () => {
    await collector.put(
      ...Array.from({ length: 23 }, (_, i) =>
        exception(undefined, `no ${'abcdefghijklmnopqrstuvwxyz'[i]}`, { time: T + (i % 5) }),
      ),
    )
    await putErrors()
    const groups = await readAll<ErrorGroup>(collector, '/api/errors?limit=4')
    expect(groups).toHaveLength(27)
    expect(new Set(groups.map(({ fingerprint }) => fingerprint)).size).toBe(27)
    const times = groups.map(({ lastSeen }) => lastSeen)
    expect(times).toEqual([...times].sort((a, b) => b - a))
  })

  it('counts an exception that many spans passed on once', async () => {
    const post = request({ path: '/x', method: 'POST', purpose: 'action', statusCode: 500 })
    const save = action(post, 'save', { status: 'error' })
    await collector.put(post, save, exception(save, 'same'), exception(post, 'same'))
    const [group] = (await list()).rows
    expect(group).toMatchObject({ message: 'same', count: 1, sessions: 1 })
    expect((await detailOf(group?.fingerprint)).errors).toHaveLength(1)
  })

  it.each(['mechanism=magic', 'session=x', 'limit=501', 'before=x', 'status=error'])(
    'refuses %s',
    async (query) => {
      expect((await fetch(`${collector.url}/api/errors?${query}`)).status).toBe(400)
    },
  )
})

describe('GET /api/errors/:fingerprint', () => {
  it('has the newest of its exceptions, each with its session', async () => {
    const { a, b } = await putErrors()
    const { rows } = await list('q=stock for')
    const { group, errors } = await detailOf(rows[0]?.fingerprint)
    expect(group).toEqual(rows[0])
    expect(errors.map(({ message, sessionId }) => [message, sessionId])).toEqual([
      ['no stock for 7', b.spanId],
      ['no stock', a.spanId],
    ])
  })

  it('has at most 50', async () => {
    await collector.put(
      ...Array.from({ length: 80 }, (_, i) => exception(undefined, `no ${i}`, { time: T + i })),
    )
    const [group] = (await list()).rows
    const { errors } = await detailOf(group?.fingerprint)
    expect(group?.count).toBe(80)
    expect(errors.map(({ time }) => time)).toEqual(Array.from({ length: 50 }, (_, i) => T + 79 - i))
  })

  it('is found for every error that a session has', async () => {
    const { a, b, c } = await putErrors()
    for (const { spanId } of [a, b, c]) {
      const { session } = await collector.get<SessionDetail>(`/api/sessions/${spanId}`)
      expect(session.errors.length).toBe(session.counts.errors)
      for (const error of session.errors) {
        const { group, errors } = await detailOf(error.fingerprint)
        expect(group.fingerprint).toBe(error.fingerprint)
        expect(errors.map(({ sessionId }) => sessionId)).toContain(spanId)
      }
    }
  })

  it('is 404 for one that is not there, 400 for what is none', async () => {
    expect((await fetch(`${collector.url}/api/errors/00000000000000aa`)).status).toBe(404)
    expect((await fetch(`${collector.url}/api/errors/zz`)).status).toBe(400)
  })
})

describe('an error of a page', () => {
  it('is nobody’s until something else of its visit is known, then its session’s', async () => {
    const home = page('/')
    await putFromPage(collector, pageError(home.spanId, 'early', T + 50))
    const stray = async () => (await collector.get<RuntimeSnapshot>('/api/runtime')).errors
    expect(await stray()).toMatchObject([{ message: 'early', sessionId: null }])
    await putFromPage(collector, pageLoad(home))
    expect(await stray()).toEqual([])
    const { sessions } = await collector.get<RuntimeSnapshot>('/api/runtime')
    expect(sessions).toMatchObject([
      { id: home.spanId, counts: { errors: 1 }, errors: [{ message: 'early', sessionId: home.spanId }] },
    ])
    expect((await list()).rows).toMatchObject([{ sessions: 1, latest: { sessionId: home.spanId } }])
  })
})
