import type { RuntimeSnapshot } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestCollector } from '../../src/testing/collector.ts'
import { batch, exception, fetchSpan, page, resource, span, T } from '../../src/testing/facts.ts'
import { putVisit } from '../../src/testing/visit.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start()
  collector.time = T + 10_000
})

afterEach(() => collector.stop())

describe('GET /api/runtime', () => {
  it('is empty at first', async () => {
    expect(await collector.get('/api/runtime')).toEqual({
      time: T + 10_000,
      sessions: [],
      activeSessionId: null,
      errors: [],
    })
  })

  it('has the sessions with their rows', async () => {
    const { home } = await putVisit(collector)
    const snapshot = await collector.get<RuntimeSnapshot>('/api/runtime')
    expect(snapshot.activeSessionId).toBe(home.spanId)
    expect(snapshot.sessions).toHaveLength(1)
    expect(snapshot.sessions[0]).toMatchObject({
      id: home.spanId,
      opener: 'document',
      url: '/shop',
      route: '/shop',
      counts: { requests: 3, fetches: 2, actions: 1, errors: 1 },
      requests: [{ url: '/shop' }, { url: '/api/stock/17', route: null }, { method: 'POST', error: '500' }],
      fetches: [
        { host: 'a.test', cache: { status: 'hit' } },
        { host: 'b.test', statusCode: 404 },
      ],
      actions: [{ name: 'save', status: 'error' }],
      errors: [{ message: 'out of stock', sessionId: home.spanId }],
    })
  })

  it('has no active session when nothing happened for half a minute', async () => {
    await putVisit(collector)
    collector.time = T + 60_000
    expect((await collector.get<RuntimeSnapshot>('/api/runtime')).activeSessionId).toBeNull()
  })

  it('takes a limit, an app, a window and a place to go on from', async () => {
    await collector.send(batch([page('/a', { start: T }), page('/b', { start: T + 1 })], resource('shop')))
    await collector.send(batch([page('/c', { start: T + 2 })], resource('other')))
    const urls = async (query: string) =>
      (await collector.get<RuntimeSnapshot>(`/api/runtime?${query}`)).sessions.map(({ url }) => url)
    expect(await urls('limit=2')).toEqual(['/c', '/b'])
    expect(await urls('app=shop')).toEqual(['/b', '/a'])
    expect(await urls('window=5s')).toEqual([])
    expect(await urls('window=15s')).toEqual(['/c', '/b', '/a'])
    expect(await urls(`before=${T + 2}_0000000000000000`)).toEqual(['/b', '/a'])
  })

  it('says where each row ran: an agent of Node.js need not say it of each, an Edge sandbox in it does', async () => {
    const [home, edge] = [
      page('/'),
      page('/edge', { start: T + 100, attributes: { 'kymo.runtime': 'edge' } }),
    ]
    const failed = fetchSpan(home, { statusCode: null, status: 'error' })
    const thrown = exception(edge, 'no', { attributes: { 'kymo.runtime': 'edge' } })
    await collector.send(
      batch([home, failed, edge, thrown], { ...resource(), 'process.runtime.name': 'nodejs' }),
    )
    await collector.restart()
    const { sessions } = await collector.get<RuntimeSnapshot>('/api/runtime')
    const ran = sessions.map(({ requests, fetches, errors }) =>
      [...requests, ...fetches, ...errors].map(({ runtime }) => runtime),
    )
    expect(ran).toEqual([
      ['edge', 'edge'],
      ['nodejs', 'nodejs', 'nodejs'],
    ])
  })

  it('has errors that belong to no request', async () => {
    const cron = span('internal')
    await collector.put(cron, exception(cron, 'in a job'), exception(undefined, 'loose', { time: T + 5 }))
    await putVisit(collector)
    const { errors } = await collector.get<RuntimeSnapshot>('/api/runtime')
    expect(errors.map(({ message, sessionId }) => [message, sessionId])).toEqual([
      ['loose', null],
      ['in a job', null],
    ])
  })
})
