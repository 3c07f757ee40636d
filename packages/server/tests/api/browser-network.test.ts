import type { BrowserNetwork } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { askedBy, clientFetch, navigation, PAGE_ORIGIN } from '../../src/testing/browser.ts'
import { page, span, T } from '../../src/testing/facts.ts'
import { PageStand } from '../../src/testing/page-stand.ts'

const stand = new PageStand()
const VISIT = 'a'.repeat(16)

describe('GET /api/browser/network', () => {
  const read = (query = '') => stand.collector.get<BrowserNetwork>(`/api/browser/network${query}`)

  it('joins a call with what the user did and with the request that it became', async () => {
    const click = span('measure', {
      name: 'click button “Buy”',
      attributes: { 'kymo.measure.type': 'interaction', 'kymo.visit.id': VISIT },
    })
    const call = clientFetch(VISIT, {
      traceId: click.traceId,
      parentId: click.spanId,
      start: T + 2,
      duration: 80,
      attributes: {
        'kymo.fetch.by': 'xhr',
        'kymo.phase.dns': 0,
        'kymo.phase.request': 70,
        'http.response.body.size': 512,
        'http.request.resend_count': 1,
      },
    })
    const asked = askedBy(call, { route: '/api/things', duration: 60 })
    await stand.tell('one', [navigation(), click, call])
    await stand.collector.put(asked)
    const { calls, total, hosts, slowThreshold, capped } = await read()
    expect(calls).toEqual([
      {
        id: call.spanId,
        traceId: call.traceId,
        visitId: VISIT,
        app: 'shop',
        by: 'xhr',
        method: 'GET',
        url: `${PAGE_ORIGIN}/api/things`,
        host: 'localhost:3000',
        statusCode: 200,
        startTime: T + 2,
        duration: 80,
        phases: { dns: 0, request: 70 },
        requestSize: null,
        responseSize: 512,
        cacheHit: false,
        resends: 1,
        messages: null,
        interaction: 'click button “Buy”',
        aborted: false,
        error: null,
        server: { app: 'shop', route: '/api/things', startTime: T + 3, duration: 60 },
      },
    ])
    expect(hosts).toEqual([
      {
        host: 'localhost:3000',
        count: 1,
        failed: 0,
        slow: 0,
        cacheHits: 0,
        retries: 1,
        bytes: 512,
        p50: 80,
        p95: 80,
      },
    ])
    expect(total).toMatchObject({ count: 1, host: '' })
    expect({ slowThreshold, capped }).toEqual({ slowThreshold: 1000, capped: false })
  })

  it('knows what a page does not say of its calls, and takes no server’s call for one', async () => {
    await stand.tell('one', [
      clientFetch(VISIT, { url: 'http://a.test/x', start: T + 5 }),
      clientFetch('b'.repeat(16), {
        url: 'http://b.test/y',
        statusCode: null,
        status: 'error',
        attributes: { 'kymo.fetch.by': 'websocket', 'kymo.messages.received': 4, 'error.type': 'TypeError' },
      }),
    ])
    await stand.collector.put(page('/'), clientFetch(VISIT))
    const { calls } = await read()
    expect(calls.map(({ by, host, messages, error }) => [by, host, messages, error])).toEqual([
      ['websocket', 'b.test', { sent: 0, received: 4 }, 'TypeError'],
      ['fetch', 'a.test', null, null],
    ])
    const hosts = async (query: string) => (await read(query)).calls.map(({ host }) => host)
    expect(await hosts('?host=A.test')).toEqual(['a.test'])
    expect(await hosts('?by=websocket,xhr')).toEqual(['b.test'])
    expect(await hosts('?q=/Y')).toEqual(['b.test'])
    expect(await hosts(`?visit=${VISIT}`)).toEqual(['a.test'])
    expect(await hosts('?app=other')).toEqual([])
    expect(await stand.codeOf('/api/browser/network?by=carrier-pigeon')).toBe('400 INVALID_PARAMETER')
  })

  it('counts all calls of the window, and shows the newest', async () => {
    for (let i = 0; i < 2; i++) {
      await stand.tell(
        `page ${i}`,
        Array.from({ length: 300 }, (_, k) => clientFetch(VISIT, { duration: i * 300 + k, start: T + k })),
      )
    }
    const { calls, total, capped } = await read()
    expect(calls).toHaveLength(500)
    expect(calls[0]?.startTime).toBeLessThan(calls[499]?.startTime ?? 0)
    expect(total).toMatchObject({ count: 600, p50: 299.5 })
    expect(capped).toBe(true)
  })
})
