import { request } from 'node:https'
import { BATCH_CONTENT_TYPE, encodeBatch } from '@kymo/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { CERTIFICATE, KEY } from '../../../../tests/support/localhost-certificate.mjs'
import { type Collector, type CollectorOptions, createCollector } from '../../src/index.ts'

const token = 'the-token-of-this-fleet'
const readToken = 'another-token-to-look-on'
const collectors: Collector[] = []

async function start(options: Partial<CollectorOptions> = {}): Promise<string> {
  const collector = await createCollector({ port: 0, token, readToken, ...options })
  collectors.push(collector)
  return `http://127.0.0.1:${collector.port}`
}

afterEach(async () => {
  await Promise.all(collectors.splice(0).map((collector) => collector.close()))
})

const bearer = (value: string) => ({ authorization: `Bearer ${value}` })
const ingest = (url: string, headers: Record<string, string>) =>
  fetch(`${url}/api/ingest`, {
    method: 'POST',
    headers: { 'content-type': BATCH_CONTENT_TYPE, ...headers },
    body: new Blob([
      encodeBatch(
        { resource: { 'service.name': 'a', 'service.instance.id': 'b' }, sequence: 1, dropped: 0 },
        [],
      ) as BlobPart,
    ]),
  })

async function login(url: string, value: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token: value }),
  })
  const cookie = response.headers.get('set-cookie') ?? ''
  return { status: response.status, cookie, pair: cookie.split(';')[0] ?? '', body: await response.json() }
}

describe('a closed collector', () => {
  it.each(['/api/pulse', '/api/runtime', '/api/status', '/api/stream', '/api/access', '/api/nothing'])(
    'tells nobody without a token of %s',
    async (path) => {
      const url = await start()
      expect((await fetch(url + path)).status).toBe(401)
      const cookie = `kymo_session=x; kymo_session_${new URL(url).port}=x`
      expect((await fetch(url + path, { headers: { cookie } })).status).toBe(401)
    },
  )

  it('lets the token that only reads read, and nothing else', async () => {
    const url = await start()
    const access = await fetch(`${url}/api/access`, { headers: bearer(readToken) })
    expect(await access.json()).toEqual({ role: 'reader', by: 'token', until: null })
    const response = await ingest(url, bearer(readToken))
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error: { code: 'READ_ONLY' } })
    expect((await ingest(url, bearer(token))).status).toBe(200)
  })

  it('takes a cookie for reading only: it comes along with what its owner did not mean to send', async () => {
    const url = await start()
    const { pair, body } = await login(url, token)
    expect(body).toMatchObject({ role: 'admin', by: 'session' })
    expect((await fetch(`${url}/api/pulse`, { headers: { cookie: pair } })).status).toBe(200)
    expect((await ingest(url, { cookie: pair })).status).toBe(401)
  })

  it('is logged in to beside another one of the same host, whose cookies come along', async () => {
    const [one, other] = [await start(), await start({ token: 'the-token-of-another-fleet' })]
    const cookies = [await login(one, token), await login(other, 'the-token-of-another-fleet')]
    const cookie = cookies.map(({ pair }) => pair).join('; ')
    for (const url of [one, other])
      expect((await fetch(`${url}/api/access`, { headers: { cookie } })).status).toBe(200)
    expect(new Set(cookies.map(({ pair }) => pair.split('=')[0])).size).toBe(2)
    const logout = await fetch(`${one}/api/logout`, { method: 'POST' })
    expect(logout.headers.get('set-cookie')).toContain(`kymo_session_${new URL(one).port}=;`)
  })

  it('knows its own cookies only, and no longer than they last', async () => {
    let time = 1_700_000_000_000
    const url = await start({ now: () => time })
    const { pair } = await login(url, readToken)
    const read = async (cookie: string) => (await fetch(`${url}/api/access`, { headers: { cookie } })).status
    expect(await read(pair)).toBe(200)
    const [name, value = ''] = pair.split('=')
    const [role, until, nonce, mac] = value.split('.')
    for (const forged of [
      `${role}.${Number(until) + 1}.${nonce}.${mac}`,
      `admin.${until}.${nonce}.${mac}`,
      `${role}.${until}.${nonce}.${'A'.repeat(43)}`,
      `${role}.${until}.${nonce}`,
      '',
    ])
      expect(await read(`${name}=${forged}`)).toBe(401)
    // Two of one name: which one is meant can't be told.
    expect(await read(`${pair}; ${name}=x`)).toBe(401)
    time += 31 * 24 * 60 * 60 * 1000
    expect(await read(pair)).toBe(401)
  })

  it('slows down who guesses, also when a guess is right; a wrong token that comes again is no guess', async () => {
    const url = await start()
    const status = async (value: string) =>
      (await fetch(`${url}/api/access`, { headers: bearer(value) })).status
    for (let i = 0; i < 100; i++) expect(await status('the-same-wrong-token')).toBe(401)
    expect(await status(token)).toBe(200)
    const answers: number[] = []
    for (let i = 0; i < 12; i++) answers.push(await status(`guess-${i}`))
    expect(answers.filter((answer) => answer === 401).length).toBeLessThanOrEqual(10)
    expect(answers.at(-1)).toBe(429)
    expect(await status(token)).toBe(429)
    expect((await login(url, token)).status).toBe(429)
  })

  it('tells guessers behind a trusted proxy apart, and believes nobody else about it', async () => {
    const trusting = await start({ trustProxy: true })
    const status = async (url: string, value: string, address: string) =>
      (await fetch(`${url}/api/access`, { headers: { ...bearer(value), 'x-forwarded-for': address } })).status
    for (let i = 0; i < 12; i++) await status(trusting, `guess-${i}`, `203.0.113.9, 198.51.100.7`)
    expect(await status(trusting, token, '198.51.100.7')).toBe(429)
    expect(await status(trusting, token, '198.51.100.8')).toBe(200)

    const other = await start()
    for (let i = 0; i < 12; i++) await status(other, `guess-${i}`, `198.51.100.${i}`)
    expect(await status(other, token, '198.51.100.99')).toBe(429)
  })

  it('goes on for those who have shown the right token while others guess from everywhere', async () => {
    const url = await start({ trustProxy: true })
    const status = async (value: string, address: string) =>
      (await fetch(`${url}/api/access`, { headers: { ...bearer(value), 'x-forwarded-for': address } })).status
    expect(await status(token, '198.51.100.7')).toBe(200)
    const guess = (i: number) => status(`guess-${i}`, `2001:db8:0:${i.toString(16)}::1`)
    const answers: number[] = []
    for (let i = 0; i < 400 && answers.at(-1) !== 429; i++) answers.push(await guess(i))
    expect(answers.at(-1)).toBe(429)
    expect(await status(token, '198.51.100.7')).toBe(200)
  })

  it('takes a whole network of IPv6 for one that guesses', async () => {
    const url = await start({ trustProxy: true })
    const status = async (value: string, address: string) =>
      (await fetch(`${url}/api/access`, { headers: { ...bearer(value), 'x-forwarded-for': address } })).status
    for (let i = 0; i < 12; i++) await status(`guess-${i}`, `2001:db8:1:2::${i.toString(16)}`)
    expect(await status(token, '2001:db8:1:2:ffff::1')).toBe(429)
    expect(await status(token, '2001:db8:1:3::1')).toBe(200)
  })

  it.each([
    ['text/plain', '{"token":"x"}', 415],
    ['application/json', '{"token":1}', 400],
    ['application/json', 'x', 400],
    ['application/json', JSON.stringify({ token: 'x'.repeat(10_000) }), 413],
  ])('refuses a login of type %s: %.20s', async (type, body, expected) => {
    const url = await start()
    const response = await fetch(`${url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    })
    expect(response.status).toBe(expected)
  })

  it('lets no page of another origin log in', async () => {
    const url = await start()
    expect((await login(url, token, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await login(url, token, { origin: 'http://localhost:1' })).status).toBe(403)
  })

  it('that listens for other machines answers to addresses and to the names it was told, not to others', async () => {
    const url = await start({ host: '0.0.0.0', publicOrigins: ['https://pulse.example.com'] })
    const port = new URL(url).port
    const { request: plain } = await import('node:http')
    const ask = (host: string, headers: Record<string, string> = {}, method = 'POST') =>
      new Promise<{ status: number; cookie: string }>((resolve, reject) => {
        const asked = plain(
          `${url}/api/login`,
          { method, agent: false, headers: { host, 'content-type': 'application/json', ...headers } },
          (response) => {
            response.resume()
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                cookie: response.headers['set-cookie']?.[0] ?? '',
              }),
            )
          },
        )
        asked.on('error', reject)
        asked.end(method === 'POST' ? JSON.stringify({ token }) : undefined)
      })
    expect((await ask(`192.0.2.7:${port}`)).status).toBe(200)
    expect((await ask(`[2001:db8::7]:${port}`)).status).toBe(200)
    expect((await ask(`localhost:${port}`)).cookie).not.toContain('Secure')
    const proxied = await ask('pulse.example.com', { origin: 'https://pulse.example.com' })
    expect(proxied.status).toBe(200)
    expect(proxied.cookie).toMatch(/^kymo_session=.*; Secure/)
    // A page is its own that came from the address by which it asks, and from no other.
    const own = `192.0.2.7:${port}`
    expect((await ask(own, { origin: `http://${own}` })).status).toBe(200)
    for (const origin of [
      `http://192.0.2.8:${port}`,
      `http://[2001:db8::7]:${port}`,
      `https://${own}`,
      'http://pulse.example.com',
    ])
      expect((await ask(own, { origin })).status).toBe(403)
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '192.0.2.7:1',
      'pulse.example.com:1',
      '999.1.1.1',
    ])
      expect((await ask(host, {}, 'GET')).status).toBe(403)
  })

  it('can serve over TLS', async () => {
    const url = (await start({ tls: { key: KEY, cert: CERTIFICATE } })).replace('http:', 'https:')
    const port = new URL(url).port
    const answer = await new Promise<{ status: number; cookie: string }>((resolve, reject) => {
      const asked = request(
        {
          host: 'localhost',
          port,
          path: '/api/login',
          method: 'POST',
          ca: CERTIFICATE,
          headers: { 'content-type': 'application/json' },
        },
        (response) => {
          response.resume()
          resolve({ status: response.statusCode ?? 0, cookie: response.headers['set-cookie']?.[0] ?? '' })
        },
      )
      asked.on('error', reject)
      asked.end(JSON.stringify({ token }))
    })
    expect(answer.status).toBe(200)
    expect(answer.cookie).toContain('; Secure')
  })

  it.each<[Partial<CollectorOptions>, RegExp]>([
    [{ readToken: token }, /another/],
    [{ readToken: 'a b c d e f g' }, /readToken must/],
    [{ openReads: true, host: '0.0.0.0' }, /Reads can only be open/],
    [{ publicOrigins: ['pulse.example.com'] }, /is not an origin/],
    ...[0, 49, 5_001, -1, Number.NaN, Number.POSITIVE_INFINITY].map(
      (pulseInterval): [Partial<CollectorOptions>, RegExp] => [
        { pulseInterval },
        /pulseInterval must be .* from 50 to 5000/,
      ],
    ),
  ])('does not start with %j', async (options, message) => {
    await expect(start(options)).rejects.toMatchObject({
      code: 'BAD_OPTIONS',
      message: expect.stringMatching(message),
    })
  })
})
