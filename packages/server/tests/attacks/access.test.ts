import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestCollector, TOKEN } from '../../src/testing/collector.ts'
import { sendRaw } from '../../src/testing/raw-http.ts'
import { codeOf, Target } from '../../src/testing/target.ts'

const target = new Target()
let closed: TestCollector

beforeAll(async () => {
  closed = await TestCollector.start({ openReads: false })
})

afterAll(() => closed.stop())

describe('reading without the token', () => {
  const PATHS = [
    '/api/runtime',
    '/api/sessions',
    '/api/sessions/0000000000000001',
    '/api/traces/00000000000000000000000000000001',
    '/api/fetches',
    '/api/fetches/facets',
    '/api/actions',
    '/api/performance/metrics',
    '/api/performance/series',
    '/api/performance/routes',
    '/api/performance/requests',
    '/api/status',
    '/api/stream',
    '/api/nothing',
    '/api/runtime?token=TOKEN',
    '/api//runtime',
    '/api/../api/runtime',
  ]

  it.each(PATHS)('is refused unless reads are open: %s', async (path) => {
    const response = await fetch(`${closed.url}${path.replace('TOKEN', TOKEN)}`)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.json()).toMatchObject({ error: { code: 'UNAUTHORIZED' } })
  })

  it.each([
    '/%61pi/runtime',
    '/./api/runtime',
    '/x/../api/runtime',
    '/API/runtime',
    '/api%2fruntime',
    '/;/api/runtime',
  ])('does not work by another spelling: %s', async (path) => {
    const text = `GET ${path} HTTP/1.1\r\nHost: localhost:${closed.collector.port}\r\nConnection: close\r\n\r\n`
    const answer = await sendRaw(closed.collector.port, text)
    expect(answer.body).not.toContain('"sessions"')
    expect(answer.status).not.toBe(500)
  })

  it('works with it', async () => {
    const response = await fetch(`${closed.url}/api/runtime`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    expect(response.status).toBe(200)
  })

  it.each([`bearer ${TOKEN}`, `Bearer  ${TOKEN}`])('is not fussy about %j', async (authorization) => {
    expect((await fetch(`${closed.url}/api/status`, { headers: { authorization } })).status).toBe(200)
  })

  it.each([
    TOKEN,
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN} x`,
    'Bearer',
    'Bearer ',
    `Basic ${btoa(`x:${TOKEN}`)}`,
    'x'.repeat(9000),
  ])('is refused with %j', async (authorization) => {
    expect((await fetch(`${closed.url}/api/status`, { headers: { authorization } })).status).toBe(401)
  })
})

describe('a method that does not belong', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE', 'QUERY'])(
    'is refused on reads: %s',
    async (method) => {
      const answer = await target.ask({ method })
      expect([answer.status, codeOf(answer.body)]).toEqual([405, 'METHOD_NOT_ALLOWED'])
      expect(answer.headers.get('allow')).toBe('GET, HEAD')
    },
  )

  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])('is refused on writes: %s', async (method) => {
    const answer = await target.ask({ method, path: '/api/ingest' })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('POST')
  })

  it('cannot be smuggled in by a header', async () => {
    const answer = await target.ask({ headers: ['X-HTTP-Method-Override: DELETE'] })
    expect(answer.status).toBe(200)
  })

  it.each(['/api/status', '/', '/api/stream'])('HEAD has headers only: %s', async (path) => {
    const answer = await target.ask({ method: 'HEAD', path })
    expect([200, 503]).toContain(answer.status)
    expect(answer.body).toBe('')
  })
})
