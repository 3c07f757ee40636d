import { writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import {
  BATCH_CONTENT_TYPE,
  BROWSER_INGEST_PATH,
  type CollectorStatus,
  type PulseSnapshot,
  type Span,
} from '@kymo/protocol'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CERTIFICATE, KEY } from '../../../tests/support/localhost-certificate.mjs'
import { RedisServer } from '../../../tests/support/redis.ts'
import { Producer } from '../../server/tests/bus/producer.ts'
import { post as postFacts, request } from './facts.ts'
import type { KymoProcess } from './kymo-process.ts'
import { occupy, until, useProject } from './project.ts'

const token = 'the-token-of-this-fleet'
const readToken = 'another-token-to-look-on'
const project = useProject()

interface Serving {
  readonly process: KymoProcess
  readonly url: string
}

async function serve(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Serving> {
  const process = project.start(['serve', '--port', '0', ...args], { KYMO_TOKEN: token, ...env })
  const [, url] = await process.printed(/kymo {2}(https?:\S+)/)
  return { process, url: url as string }
}

const bearer = (value = token) => ({ authorization: `Bearer ${value}` })

async function read<View>(url: string, path: string, value = token): Promise<View> {
  const response = await fetch(url + path, { headers: bearer(value) })
  expect(response.status).toBe(200)
  return (await response.json()) as View
}

const spansIn = async (url: string) => (await read<CollectorStatus>(url, '/api/status')).store.spans

const span = (): Span => request('/items/:id', 20, 200, { 'url.path': '/items/1' })

const post = (url: string, instance: string, sequence: number, facts: readonly Span[]) =>
  postFacts(url, token, { instance, sequence }, facts)

describe('kymo serve refuses', () => {
  test.each<[string, string[], NodeJS.ProcessEnv, RegExp]>([
    ['to be open to everybody', [], {}, /^TOKEN_MISSING .*\n.*openssl rand/],
    ['a token that is short', [], { KYMO_TOKEN: 'sesame-open-it' }, /^WEAK_TOKEN /],
    ['a token that is one key, held down', [], { KYMO_TOKEN: 'a'.repeat(40) }, /^WEAK_TOKEN /],
    ['a token with a space', [], { KYMO_TOKEN: 'the token of this fleet' }, /^WEAK_TOKEN /],
    [
      'a weak token to read',
      [],
      { KYMO_TOKEN: token, KYMO_READ_TOKEN: 'look' },
      /^WEAK_TOKEN .*KYMO_READ_TOKEN/,
    ],
    ['one token for both', [], { KYMO_TOKEN: token, KYMO_READ_TOKEN: token }, /^BAD_OPTIONS .*another/],
    ['a file that is not there', ['--token-file', 'nowhere'], {}, /^FILE_UNREADABLE .*nowhere .*ENOENT/],
    ['an empty file', ['--token-file', 'empty'], { KYMO_TOKEN: token }, /^TOKEN_MISSING {2}empty is empty/],
    ['a key without a certificate', ['--tls-key', 'key'], { KYMO_TOKEN: token }, /^BAD_OPTION .*both/],
    [
      'what is no certificate',
      ['--tls-key', 'server.mjs', '--tls-cert', 'server.mjs'],
      { KYMO_TOKEN: token },
      /^BAD_CERTIFICATE .*server\.mjs/,
    ],
    ['an address of others', ['--host', '192.0.2.1'], { KYMO_TOKEN: token }, /^NO_ADDRESS /],
    ['what is no Redis', ['--redis', 'http://:secret@x'], { KYMO_TOKEN: token }, /^BAD_OPTIONS .*Redis/],
    ['a path', ['--public-url', 'https://x.test/kymo'], { KYMO_TOKEN: token }, /^BAD_OPTION .*path/s],
    ['to keep nothing', ['--keep-days', '0'], { KYMO_TOKEN: token }, /^BAD_OPTION .*--keep-days/],
    ['two stores', ['--store', 'a', '--store', 'b'], { KYMO_TOKEN: token }, /^BAD_OPTION .*once/],
  ])('%s', async (_what, args, env, expected) => {
    await writeFile(join(project.root, 'empty'), '\n')
    const process = project.start(['serve', '--port', '0', ...args], env)
    expect(await process.exited).toBe(1)
    expect(process.stderr()).toMatch(expected)
    for (const secret of [token, 'sesame-open-it', 'secret@']) expect(process.output()).not.toContain(secret)
  })

  test('a port that is in use, and a store that another has open', async () => {
    const server = await occupy(0)
    const { port } = server.address() as { port: number }
    const taken = project.start(['serve', '--port', String(port)], { KYMO_TOKEN: token })
    expect(await taken.exited).toBe(1)
    expect(taken.stderr()).toMatch(new RegExp(`^PORT_IN_USE {2}Port ${port} is in use`, 'm'))
    server.close()

    const first = await serve()
    const second = project.start(['serve', '--port', '0'], { KYMO_TOKEN: token })
    expect(await second.exited).toBe(1)
    expect(second.stderr()).toMatch(
      new RegExp(`^STORE_LOCKED {2}Another process \\(${first.process.child.pid}\\) has the store`, 'm'),
    )
    expect(await spansIn(first.url)).toBe(0)
  })
})

describe('kymo serve lets in', () => {
  test('with tokens of files, one to write and one to read', async () => {
    await writeFile(join(project.root, 'token'), `${token}\n`)
    await writeFile(join(project.root, 'read-token'), `${readToken}\n`)
    const files = ['--token-file', 'token', '--read-token-file', 'read-token']
    const { process, url } = await serve(files, { KYMO_TOKEN: 'not-this-one-but-the-file' })
    expect(process.stderr()).toContain('this machine only; --host opens it to others')
    expect((await fetch(`${url}/api/pulse`)).status).toBe(401)
    expect((await fetch(`${url}/api/pulse`, { headers: bearer('not-this-one-but-the-file') })).status).toBe(
      401,
    )
    expect((await post(url, 'one', 1, [span()])).status).toBe(200)
    expect(await read(url, '/api/access', readToken)).toMatchObject({ role: 'reader' })
    for (const secret of [token, readToken]) expect(process.output()).not.toContain(secret)
  })

  test('top, tail and doctor, by KYMO_URL and either token', async () => {
    const { url } = await serve([], { KYMO_READ_TOKEN: readToken })
    expect((await post(url, 'one', 1, [span(), span()])).status).toBe(200)
    for (const value of [token, readToken]) {
      const env = { KYMO_URL: url, KYMO_TOKEN: value }
      const top = project.start(['top', '--json'], env)
      expect(await top.exited).toBe(0)
      expect(JSON.parse(top.stdout())).toMatchObject({ metrics: { totalRequests: 2 } })

      const tail = project.start(['tail'], env)
      await until(async () => (await read<CollectorStatus>(url, '/api/status')).streamClients > 0)
      await post(url, `tail-${value}`, 1, [{ ...span(), kind: 'measure', name: `for ${value}` }])
      await tail.printed(new RegExp(`for ${value}`))
      tail.child.kill('SIGTERM')
      expect(await tail.exited).toBe(0)

      const doctor = project.start(['doctor', '--json'], env)
      expect(await doctor.exited).toBe(0)
      const { findings } = JSON.parse(doctor.stdout())
      expect(findings).toContainEqual(
        value === token
          ? { check: 'token', verdict: 'ok', message: 'It takes the token.' }
          : expect.objectContaining({ check: 'token', verdict: 'warn', message: 'The token may only read.' }),
      )
    }
    const stranger = project.start(['top'], { KYMO_URL: url, KYMO_TOKEN: 'somebody-elses-token' })
    expect(await stranger.exited).toBe(1)
    expect(stranger.stderr()).toMatch(/^UNAUTHORIZED /)
  }, 120_000)

  test('over TLS, from other machines', async () => {
    await writeFile(join(project.root, 'key.pem'), KEY)
    await writeFile(join(project.root, 'cert.pem'), CERTIFICATE)
    const { process, url } = await serve([
      '--host',
      '0.0.0.0',
      '--tls-key',
      'key.pem',
      '--tls-cert',
      'cert.pem',
    ])
    expect(url).toMatch(/^https:\/\/localhost:\d+$/)
    const status = await new Promise((resolve, reject) => {
      get(`${url}/api/status`, { ca: CERTIFICATE, headers: bearer(), agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).on('error', reject)
    })
    expect(status).toBe(200)
    await expect(fetch(url.replace('https', 'http'))).rejects.toThrow()
    expect(process.stderr()).not.toContain('plain HTTP')
  })

  test('without TLS from other machines, and says what that means', async () => {
    const { process } = await serve(['--host', '0.0.0.0'])
    await process.printed(/Tokens come in over plain HTTP/)
  })
})

describe('kymo serve takes from pages', () => {
  test('of the origins that it names, by the key that it tells', async () => {
    const origins = ['https://shop.test', 'https://www.shop.test']
    const { process, url } = await serve(origins.flatMap((origin) => ['--allow-origin', origin]))
    const [, told, key] = await process.printed(/pages of (.*) send with the key (\S+)/)
    expect(told).toBe(origins.join(', '))
    const send = (origin: string, shown: string | undefined) =>
      fetch(`${url}${BROWSER_INGEST_PATH}?key=${shown}`, {
        method: 'POST',
        headers: { origin, 'content-type': 'text/plain' },
        body: JSON.stringify({
          resource: { 'service.name': 'shop', 'service.instance.id': origin },
          sequence: 1,
          dropped: 0,
          facts: [],
        }),
      })
    for (const origin of origins) {
      const answer = await send(origin, key)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    }
    expect((await send('https://other.test', key)).status).toBe(403)
    expect((await send('https://shop.test', token)).status).toBe(401)
    const cookies = await fetch(`${url}/api/runtime`, { headers: { origin: 'https://shop.test' } })
    expect(cookies.status).toBe(401)
  })
})

describe('kymo serve ends', () => {
  test('at SIGTERM, while batches are being posted: what it acknowledged is there, once', async () => {
    const { process, url } = await serve()
    const agents = Array.from({ length: 8 }, (_, i) => ({ name: `agent-${i}`, sequence: 0, acknowledged: 0 }))
    const batch = Array.from({ length: 20 }, span)
    const posting = agents.map(async (agent) => {
      for (;;) {
        const response = await post(url, agent.name, ++agent.sequence, batch).catch(() => undefined)
        if (response?.status !== 200) return
        agent.acknowledged = agent.sequence
      }
    })
    await until(async () => agents.every(({ acknowledged }) => acknowledged > 5))
    process.child.kill('SIGTERM')
    expect(await process.exited).toBe(0)
    await Promise.all(posting)

    const again = await serve()
    const acknowledged = agents.reduce((sum, agent) => sum + agent.acknowledged, 0)
    const kept = (await spansIn(again.url)) / batch.length
    // Of each agent, one more may be there, whose answer was cut off.
    expect(kept).toBeGreaterThanOrEqual(acknowledged)
    expect(kept).toBeLessThanOrEqual(acknowledged + agents.length)
    // They send it again, as agents do, and nothing is there twice.
    for (const { name, sequence } of agents) {
      expect((await post(again.url, name, sequence, batch)).status).toBe(200)
    }
    expect(await spansIn(again.url)).toBe((acknowledged + agents.length) * batch.length)
  }, 120_000)

  test('at once when it is told twice', async () => {
    const { process, url } = await serve()
    // A body that never comes to its end: it is waited for, two seconds long.
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      `POST /api/ingest HTTP/1.1\r\nhost: localhost:${new URL(url).port}\r\nauthorization: Bearer ${token}\r\n` +
        `content-type: ${BATCH_CONTENT_TYPE}\r\ncontent-length: 1000\r\n\r\nx`,
    )
    await post(url, 'one', 1, [span()])
    process.child.kill('SIGTERM')
    await process.printed(/SIGTERM: finishing what was taken/)
    process.child.kill('SIGTERM')
    // With 0 it would end once it has waited.
    expect(await process.exited).toBe(143)
    socket.destroy()
    expect(await spansIn((await serve()).url)).toBe(1)
  })

  test.each(['SIGINT', 'SIGHUP'] as const)('with 0 at %s', async (signal) => {
    const { process } = await serve()
    process.child.kill(signal)
    expect(await process.exited).toBe(0)
  })
})

describe('kymo serve with Redis', () => {
  let redis: RedisServer

  beforeAll(async () => {
    redis = await RedisServer.start({ password: 'sesame' })
  })
  afterAll(() => redis.remove())

  test('fetches facts from KYMO_REDIS_URL; told to end in the midst of it, it loses and doubles none', async () => {
    const client = new Redis(redis.url)
    try {
      const producer = new Producer(client)
      const env = { KYMO_REDIS_URL: redis.url }
      let flows = true
      const flow = producer.flow(() => flows)
      for (let life = 0; life < 3; life++) {
        const { process, url } = await serve([], env)
        expect(process.stderr()).toContain('facts by HTTP and Redis')
        const before = await spansIn(url)
        await until(async () => (await spansIn(url)) > before + 200)
        process.child.kill('SIGTERM')
        expect(await process.exited).toBe(0)
      }
      flows = false
      await flow
      const { url } = await serve([], env)
      await until(async () => (await spansIn(url)) >= producer.made.length)
      expect(await spansIn(url)).toBe(producer.made.length)
      expect((await read<CollectorStatus>(url, '/api/status')).redis).toMatchObject({
        state: 'connected',
        droppedFacts: 0,
        rejectedBatches: 0,
      })
    } finally {
      client.disconnect()
    }
  }, 120_000)

  test('runs on without it, and tells no password', async () => {
    const { process, url } = await serve(['--redis', 'redis://:sesame@127.0.0.1:9'])
    await process.printed(/REDIS_FAILING: Redis at 127\.0\.0\.1:9 can not be reached/)
    expect((await read<PulseSnapshot>(url, '/api/pulse')).redis.state).toBe('failing')
    expect(process.output()).not.toContain('sesame')
    process.child.kill('SIGTERM')
    expect(await process.exited).toBe(0)
  })
})
