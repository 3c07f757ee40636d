import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TestCollector, TOKEN } from '../src/testing/collector.ts'
import { page } from '../src/testing/facts.ts'
import { type RawOptions, sendRaw } from '../src/testing/raw-http.ts'

/*
 * What a page, a program or a network near the collector may try. Public: add the attack that you think of.
 * After each of them the collector has to be there as if nothing had happened.
 */

const ALLOWED = 'http://localhost:3000'

let open: TestCollector
let closed: TestCollector
let port = 0

beforeAll(async () => {
  open = await TestCollector.start({ allowedOrigins: [ALLOWED] })
  closed = await TestCollector.start({ openReads: false })
  port = open.collector.port
  await open.put(page('/'))
})

afterAll(async () => {
  await open.stop()
  await closed.stop()
})

beforeEach(async () => {
  expect(await open.get('/api/runtime')).toMatchObject({ sessions: [{ url: '/' }] })
})

interface Head {
  readonly method?: string
  readonly path?: string
  /** `null` leaves it out. */
  readonly host?: string | null
  readonly headers?: readonly string[]
  readonly body?: string
}

/** Sends one request whose parts are exactly as given. */
function ask(
  { method = 'GET', path = '/api/status', host, headers = [], body = '' }: Head,
  options?: RawOptions,
) {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(host === null ? [] : [`Host: ${host ?? `localhost:${port}`}`]),
    ...headers,
    ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    'Connection: close',
  ]
  return sendRaw(port, `${lines.join('\r\n')}\r\n\r\n${body}`, options)
}

function codeOf(body: string): string | undefined {
  try {
    return JSON.parse(body).error.code
  } catch {
    return undefined
  }
}

describe('a name that resolves to the collector', () => {
  it.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'])('is its own: %s', async (name) => {
    expect((await ask({ host: `${name}:${port}` })).status).toBe(200)
  })

  it.each([
    'evil.example',
    'localhost',
    '127.0.0.1',
    `evil.example:PORT`,
    `localhost.evil.example:PORT`,
    `evil.localhost:PORT`,
    `localhost:1`,
    `localhost:PORT0`,
    `localhost:0PORT`,
    `localhost.:PORT`,
    `127.0.0.2:PORT`,
    `127.1:PORT`,
    `0.0.0.0:PORT`,
    `0:PORT`,
    `2130706433:PORT`,
    `0x7f000001:PORT`,
    `[::]:PORT`,
    `[::ffff:127.0.0.1]:PORT`,
    `[0:0:0:0:0:0:0:1]:PORT`,
    `user@localhost:PORT`,
    `localhost:PORT@evil.example`,
    `localhost:PORT/`,
    `localhost:PORT#`,
    `localhost:PORT, evil.example`,
    `localhost:PORT evil.example`,
    `http://localhost:PORT`,
    `[::1`,
    `]`,
    `:`,
    `:PORT`,
    `%6cocalhost:PORT`,
    `localhost\t:PORT`,
    `ſocalhost:PORT`,
    `x`.repeat(5000),
  ])('is none of its own: %s', async (host) => {
    const answer = await ask({ host: host.replaceAll('PORT', String(port)) })
    expect([400, 403]).toContain(answer.status)
    expect(['FORBIDDEN_HOST', 'BAD_HOST', 'BAD_REQUEST']).toContain(codeOf(answer.body))
  })

  it.each<[string, string]>([
    ['none', `GET /api/status HTTP/1.1\r\nConnection: close\r\n\r\n`],
    ['an empty one', `GET /api/status HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n`],
    [
      'two',
      `GET /api/status HTTP/1.1\r\nHost: localhost:PORT\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    ],
    [
      'the same twice',
      `GET /api/status HTTP/1.1\r\nHost: localhost:PORT\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n`,
    ],
    ['none, in HTTP/1.0', `GET /api/status HTTP/1.0\r\n\r\n`],
  ])('has to be given once, not: %s', async (_, text) => {
    const answer = await sendRaw(port, text.replaceAll('PORT', String(port)))
    expect([400, 403]).toContain(answer.status)
  })
})

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
    const answer = await ask({ headers: [`Origin: ${origin.replaceAll('PORT', String(port))}`] })
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
    const answer = await ask({ method: 'POST', path: '/api/ingest', headers, body: 'KYMO' })
    expect(answer.status).toBe(403)
  })

  it.each(['/api/stream', '/api/runtime', '/', '/assets/x.js', '/nothing'])(
    'may not read %s',
    async (path) => {
      expect((await ask({ path, headers: ['Origin: null'] })).status).toBe(403)
    },
  )

  it('may not hide behind a second Origin', async () => {
    const answer = await ask({ headers: [`Origin: ${ALLOWED}`, 'Origin: http://evil.example'] })
    expect(answer.status).toBe(403)
  })

  it('may not ask beforehand', async () => {
    const answer = await ask({
      method: 'OPTIONS',
      path: '/api/ingest',
      headers: ['Origin: http://evil.example', 'Access-Control-Request-Method: POST'],
    })
    expect(answer.status).toBe(403)
    expect(answer.headers.has('access-control-allow-methods')).toBe(false)
  })

  it('may not load data as a picture, script or style', async () => {
    const answer = await ask({ headers: ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors'] })
    expect(answer.status).toBe(403)
  })

  it('may not show it in a frame, nor read it past its type', async () => {
    for (const path of ['/', '/api/status']) {
      const { headers } = await ask({ path })
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
    const { headers } = await ask({ path: '/' })
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('content-security-policy')).not.toMatch(/https?:|\*/)
  })
})

describe('a page that is allowed', () => {
  it('may read, and only it', async () => {
    const answer = await ask({ headers: [`Origin: ${ALLOWED}`] })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(ALLOWED)
    expect(answer.headers.get('vary')).toBe('Origin')
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
  })

  it('sees why it was refused', async () => {
    const answer = await ask({ path: '/api/runtime?x=1', headers: [`Origin: ${ALLOWED}`] })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('access-control-allow-origin')).toBe(ALLOWED)
  })

  it('is told what it may do', async () => {
    const answer = await ask({
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
    const answer = await ask({ method: 'POST', path: '/api/ingest', headers, body: 'KYMO' })
    expect([answer.status, codeOf(answer.body)]).toEqual([401, 'UNAUTHORIZED'])
  })

  it('may be added while the collector runs', async () => {
    const origin = 'http://localhost:3999'
    expect((await ask({ headers: [`Origin: ${origin}`] })).status).toBe(403)
    open.collector.allowOrigin(origin)
    expect((await ask({ headers: [`Origin: ${origin}`] })).status).toBe(200)
  })

  it('is the dashboard’s own', async () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect((await ask({ headers: [`Origin: http://${host}:${port}`] })).status).toBe(200)
    }
  })
})

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
      const answer = await ask({ method })
      expect([answer.status, codeOf(answer.body)]).toEqual([405, 'METHOD_NOT_ALLOWED'])
      expect(answer.headers.get('allow')).toBe('GET, HEAD')
    },
  )

  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])('is refused on writes: %s', async (method) => {
    const answer = await ask({ method, path: '/api/ingest' })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('POST')
  })

  it('cannot be smuggled in by a header', async () => {
    const answer = await ask({ headers: ['X-HTTP-Method-Override: DELETE'] })
    expect(answer.status).toBe(200)
  })

  it.each(['/api/status', '/', '/api/stream'])('HEAD has headers only: %s', async (path) => {
    const answer = await ask({ method: 'HEAD', path })
    expect([200, 503]).toContain(answer.status)
    expect(answer.body).toBe('')
  })
})

describe('an address', () => {
  it.each([
    '/../package.json',
    '/../../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/%2e%2e%2f%2e%2e%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/..\\..\\package.json',
    '/....//....//package.json',
    '/assets/../../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/%252e%252e/package.json',
    '/..%c0%af..%c0%afpackage.json',
    '/package.json%00.html',
    '/index.html/../../package.json',
    '//etc/passwd',
    '/etc/passwd.txt',
    '/.env',
    '/.git/config.txt',
    '/.kymo/store.json',
    '/C:/Windows/win.ini',
    '/file:///etc/passwd.txt',
    '/dist/index.js',
  ])('leads to no file outside the dashboard: %s', async (path) => {
    const answer = await ask({ path })
    expect([200, 400, 404, 503]).toContain(answer.status)
    expect(answer.body).not.toMatch(/"dependencies"|root:|createCollector/)
    // What has no file extension is a page of the dashboard, whatever it says.
    if (answer.status === 200 || answer.status === 503)
      expect(answer.headers.get('content-type')).toContain('text/html')
  })

  it.each([
    'http://evil.example/api/status',
    'http://localhost/api/status',
    '//evil.example/api/status',
    '*',
    'api/status',
    '/api/status\u00e9',
    `/${'x'.repeat(5000)}`,
  ])('that is no path of it is refused: %s', async (path) => {
    const answer = await ask({ path })
    expect([400, 414]).toContain(answer.status)
    expect(['BAD_URL', 'URL_TOO_LONG', 'BAD_REQUEST']).toContain(codeOf(answer.body))
  })

  it.each([
    ['/api/runtime?limit=0'],
    ['/api/runtime?limit=-1'],
    ['/api/runtime?limit=1e3'],
    ['/api/runtime?limit=1000000'],
    ['/api/runtime?limit='],
    ['/api/runtime?limit=5&limit=6'],
    ['/api/runtime?limit=NaN'],
    ['/api/runtime?before=x'],
    ['/api/runtime?before=1_'],
    ['/api/runtime?before=99999999999999999999999999_0000000000000000'],
    ['/api/runtime?window=1y'],
    ['/api/runtime?window=-1h'],
    ['/api/runtime?unknown=1'],
    ['/api/runtime?__proto__=1'],
    ['/api/runtime?constructor=1'],
    ['/api/runtime?app=%00'],
    [`/api/runtime?app=${'x'.repeat(300)}`],
    ['/api/sessions/x'],
    ['/api/sessions/%27%20OR%201=1'],
    ['/api/sessions/0000000000000001?x=1'],
    ['/api/traces/00000000000000000000000000000ZZZ'],
    ['/api/traces/0000000000000001'],
    ['/api/fetches?status=9xx'],
    ['/api/fetches?status=999'],
    ["/api/fetches?status=200'--"],
    ['/api/fetches?cache=warm'],
    ['/api/fetches?session=1'],
    [`/api/fetches?method=${Array(60).fill('GET').join(',')}`],
    ['/api/actions?status=maybe'],
    ['/api/performance/metrics?from=abc'],
    ['/api/performance/metrics?from=2&to=1'],
    ['/api/performance/metrics?from=1&window=1h'],
    ['/api/performance/metrics?include=some'],
    ['/api/performance/metrics?from=1e400'],
    ['/api/performance/requests?sort=fastest'],
    ['/api/stream?events=everything'],
    ['/api/stream?lastEventId=%0aevent:%20x'],
    ['/api/status?x'],
  ])('with a value that makes no sense is refused: %s', async (path) => {
    const answer = await ask({ path })
    expect([answer.status, codeOf(answer.body)]).toEqual([400, 'INVALID_PARAMETER'])
  })

  it.each([
    "'; DROP TABLE requests; --",
    "' OR '1'='1",
    '") UNION SELECT * FROM instances --',
    '$1',
    '?',
    '%',
    '_',
    '\\',
    '{{7*7}}',
    '<script>alert(1)</script>',
    '🫀',
  ])('with the text %s is a search like any other', async (text) => {
    const q = encodeURIComponent(text)
    for (const path of [
      `/api/fetches?q=${q}`,
      `/api/sessions?q=${q}`,
      `/api/fetches?host=${q}`,
      `/api/runtime?app=${q}`,
    ]) {
      const answer = await ask({ path })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toContain('application/json')
    }
    expect((await ask({ path: `/api/performance/routes?window=all&route=${q}` })).body).toContain(
      '"routes":[]',
    )
  })

  it.each(['%', '%zz', '%E0%A4%A', 'a=%ff', '&&&', '=', '?', 'limit=1&'])(
    'with the query %s does no harm',
    async (query) => {
      expect([200, 400]).toContain((await ask({ path: `/api/runtime?${query}` })).status)
    },
  )
})

describe('what is no HTTP', () => {
  it.each<[string, string]>([
    ['noise', '\x00\x01\x02\x03\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.0\r\n'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/9', 'GET / HTTP/9.9\r\nHost: localhost:PORT\r\n\r\n'],
    ['a tunnel', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n'],
    ['a header without a name', 'GET / HTTP/1.1\r\nHost: localhost:PORT\r\n: x\r\n\r\n'],
    ['a header with a space in its name', 'GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA b: x\r\n\r\n'],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA: b\r\n c\r\n\r\n'],
    ['a header with a control character', 'GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA: \x01\r\n\r\n'],
    [
      'two lengths',
      'POST /api/ingest HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ],
    ['a negative length', 'POST /api/ingest HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: -1\r\n\r\n'],
    [
      'a length and chunks',
      'POST /api/ingest HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'an unknown transfer encoding',
      'POST /api/ingest HTTP/1.1\r\nHost: localhost:PORT\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n',
    ],
    [
      'a bad chunk',
      `POST /api/ingest HTTP/1.1\r\nHost: localhost:PORT\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/vnd.kymo.batch\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nab\r\n`,
    ],
    ['huge headers', `GET / HTTP/1.1\r\nHost: localhost:PORT\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`],
    [
      'an expectation',
      'GET /api/status HTTP/1.1\r\nHost: localhost:PORT\r\nExpect: magic\r\nConnection: close\r\n\r\n',
    ],
  ])('gets a 4xx and no more: %s', async (_, text) => {
    const answer = await sendRaw(port, Buffer.from(text.replaceAll('PORT', String(port)), 'latin1'))
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
  })

  it('an upgrade is no way in', async () => {
    const headers = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: x',
      'Sec-WebSocket-Version: 13',
    ]
    const answer = await ask({ headers })
    expect(answer.status).not.toBe(101)
  })
})

describe('a client that dawdles', () => {
  const sockets = new Set<Socket>()
  const dawdle = (text: string) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('error', () => undefined)
    sockets.add(socket)
    return socket
  }

  afterAll(() => {
    for (const socket of sockets) socket.destroy()
  })

  it('with its headers is told so and cut off', { timeout: 30_000 }, async () => {
    const text = `GET /api/status HTTP/1.1\r\nHost: localhost:${port}\r\nX: `
    const answer = await sendRaw(port, text, { timeout: 20_000 })
    expect(answer.status).toBe(408)
  })

  it('does not keep others out', async () => {
    for (let i = 0; i < 200; i++) dawdle('GET /api/status HT')
    for (let i = 0; i < 20; i++) {
      dawdle(
        `POST /api/ingest HTTP/1.1\r\nHost: localhost:${port}\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/vnd.kymo.batch\r\nContent-Length: 100\r\n\r\nKY`,
      )
    }
    expect((await ask({})).status).toBe(200)
  })

  it('that leaves in the middle of a body does no harm', async () => {
    const socket = dawdle(
      `POST /api/ingest HTTP/1.1\r\nHost: localhost:${port}\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/vnd.kymo.batch\r\nContent-Length: 100\r\n\r\nKYMO`,
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    expect((await ask({})).status).toBe(200)
  })
})

describe('the network', () => {
  const addresses = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one !== undefined && !one.internal && one.family === 'IPv4')
    .map((one) => one?.address as string)

  it.skipIf(addresses.length === 0)('does not reach it', async () => {
    for (const address of addresses) {
      await expect(sendRaw(port, 'GET / HTTP/1.1\r\n\r\n', { address, timeout: 1000 })).rejects.toThrow()
    }
  })

  it('is left alone where the machine has IPv6: only ::1 is bound', async () => {
    const answer = await ask({ host: `[::1]:${port}` }, { address: '::1' }).catch((error) => error.code)
    if (typeof answer === 'string')
      expect(['ECONNREFUSED', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']).toContain(answer)
    else expect(answer.status).toBe(200)
  })
})
