import { describe, expect, it } from 'vitest'
import { TOKEN } from '../../src/testing/collector.ts'
import { ALLOWED, codeOf, Target } from '../../src/testing/target.ts'

const target = new Target()

describe('a page of another origin', () => {
  const FOREIGN = [
    'null',
    'http://evil.example',
    'https://evil.example',
    'http://localhost',
    'http://localhost:3001',
    'https://localhost:3000',
    'http://localhost:3000/',
    'http://localhost:3000.evil.example',
    'http://LOCALHOST:3000',
    'HTTP://localhost:3000',
    'http://127.0.0.1:3000',
    'http://localhost:3000, http://evil.example',
    'http://evil.example http://localhost:3000',
    'http://localhost:PORT.evil.example',
    'http://evil.example:PORT',
    'https://localhost:PORT',
    'localhost:PORT',
    'file://',
    'chrome-extension://abcdefgh',
    '*',
    '',
    'http://[::1',
    'http://%',
    '\u00ff',
    'x'.repeat(8000),
  ]

  it.each(FOREIGN)('may not read: %j', async (origin) => {
    const answer = await target.ask({
      headers: [`Origin: ${origin.replaceAll('PORT', String(target.port))}`],
    })
    expect(answer.status).toBe(403)
    expect(codeOf(answer.body)).toBe('FORBIDDEN_ORIGIN')
    expect(answer.headers.has('access-control-allow-origin')).toBe(false)
  })

  it.each(FOREIGN.slice(0, 6))('may not write, even with the token: %j', async (origin) => {
    const headers = [
      `Origin: ${origin}`,
      `Authorization: Bearer ${TOKEN}`,
      'Content-Type: application/vnd.kymo.batch',
    ]
    const answer = await target.ask({ method: 'POST', path: '/api/ingest', headers, body: 'KYMO' })
    expect(answer.status).toBe(403)
  })

  it.each(['/api/stream', '/api/runtime', '/', '/assets/x.js', '/nothing'])(
    'may not read %s',
    async (path) => {
      expect((await target.ask({ path, headers: ['Origin: null'] })).status).toBe(403)
    },
  )

  it('may not hide behind a second Origin', async () => {
    const answer = await target.ask({ headers: [`Origin: ${ALLOWED}`, 'Origin: http://evil.example'] })
    expect(answer.status).toBe(403)
  })

  it('may not ask beforehand', async () => {
    const answer = await target.ask({
      method: 'OPTIONS',
      path: '/api/ingest',
      headers: ['Origin: http://evil.example', 'Access-Control-Request-Method: POST'],
    })
    expect(answer.status).toBe(403)
    expect(answer.headers.has('access-control-allow-methods')).toBe(false)
  })

  it('may not load data as a picture, script or style', async () => {
    const answer = await target.ask({ headers: ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors'] })
    expect(answer.status).toBe(403)
  })

  it('may not show it in a frame, nor read it past its type', async () => {
    for (const path of ['/', '/api/status']) {
      const { headers } = await target.ask({ path })
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
    const { headers } = await target.ask({ path: '/' })
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('content-security-policy')).not.toMatch(/https?:|\*/)
  })
})

describe('a page that is allowed', () => {
  it('may read, and only it', async () => {
    const answer = await target.ask({ headers: [`Origin: ${ALLOWED}`] })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(ALLOWED)
    expect(answer.headers.get('vary')).toBe('Origin')
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
  })

  it('sees why it was refused', async () => {
    const answer = await target.ask({ path: '/api/runtime?x=1', headers: [`Origin: ${ALLOWED}`] })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('access-control-allow-origin')).toBe(ALLOWED)
  })

  it('is told what it may do', async () => {
    const answer = await target.ask({
      method: 'OPTIONS',
      path: '/api/ingest',
      headers: [
        `Origin: ${ALLOWED}`,
        'Access-Control-Request-Method: POST',
        'Access-Control-Request-Headers: authorization',
      ],
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST')
    expect(answer.headers.get('access-control-allow-headers')).toContain('authorization')
  })

  it('still needs the token to write', async () => {
    const headers = [`Origin: ${ALLOWED}`, 'Content-Type: application/vnd.kymo.batch']
    const answer = await target.ask({ method: 'POST', path: '/api/ingest', headers, body: 'KYMO' })
    expect([answer.status, codeOf(answer.body)]).toEqual([401, 'UNAUTHORIZED'])
  })

  it('may be added while the collector runs', async () => {
    const origin = 'http://localhost:3999'
    expect((await target.ask({ headers: [`Origin: ${origin}`] })).status).toBe(403)
    target.collector.collector.allowOrigin(origin)
    expect((await target.ask({ headers: [`Origin: ${origin}`] })).status).toBe(200)
  })

  it('is the dashboard’s own', async () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect((await target.ask({ headers: [`Origin: http://${host}:${target.port}`] })).status).toBe(200)
    }
  })
})
