import { HEARTBEAT_POINT, type Point, type PulseHeartbeat, parseHeartbeat } from '@kymo/protocol'
import { afterEach, describe, expect, test } from 'vitest'
import { CERTIFICATE, KEY } from '../../../tests/support/localhost-certificate.mjs'
import { RedisServer } from '../../../tests/support/redis.ts'
import { type App, type AppOptions, launch, serve, stopAll } from './support/app.ts'
import { startCollector } from './support/collector.ts'
import { clientOf, closeClients, heartbeatAfter, heartbeats } from './support/heartbeats.ts'

const servers: RedisServer[] = []

afterEach(async () => {
  await stopAll()
  closeClients()
  await Promise.all(servers.splice(0).map((server) => server.remove()))
})

async function redis(options: Parameters<typeof RedisServer.start>[0] = {}): Promise<RedisServer> {
  const server = await RedisServer.start(options)
  servers.push(server)
  return server
}

const withRedis = (url: string, env = {}): AppOptions => ({
  env: { KYMO_REDIS_URL: url, KYMO_APP: 'api', ...env },
})

interface State {
  readonly loaded: number
  readonly enabled: boolean
  readonly hookErrors: number
  readonly facts: number
  readonly instanceId: string
}

test('the address of Redis is all that it takes to have a pulse', async () => {
  const { url } = await redis()
  const started = Date.now()
  const { app } = await serve('pulse', withRedis(url, { KYMO_ROLE: 'worker' }))
  const client = clientOf(url)
  const first = await heartbeatAfter(client, started)
  expect(first.meta).toMatchObject({
    app_name: 'api',
    environment: 'development',
    role: 'worker',
    interval: 5,
  })
  expect(first.process.pid).toBe(app.pid)
  expect(first.system.disks).not.toEqual([])
  const [key] = await client.keys('pulse:server:*')
  expect(await client.ttl(key as string)).toBeGreaterThan(20)
  const next = await heartbeatAfter(client, first.timestamp)
  const third = await heartbeatAfter(client, next.timestamp)
  // The first comes as soon as Redis is there, the others every five seconds from the start on.
  expect(third.timestamp - first.timestamp).toBeGreaterThan(4900)
  expect(await heartbeats(client)).toHaveLength(1)
  expect(await app.ask<State>({ do: 'state' })).toMatchObject({
    enabled: true,
    facts: 0,
    hookErrors: 0,
    instanceId: first.meta.instance_id,
  })
  expect(app.stderr).toBe('')
})

test('an app that wants no agent starts its pulse itself', async () => {
  const { url } = await redis()
  const { app } = await serve('pulse', { ...withRedis(url), preload: 'nothing', args: ['start-pulse'] })
  const client = clientOf(url)
  const { meta } = await heartbeatAfter(client, 0)
  expect(meta).toMatchObject({ app_name: 'lone', version: '7.7.7', role: 'worker' })
  await app.ask({ do: 'stop' })
  expect(await heartbeats(client)).toMatchObject([{ meta: { stopping: true } }])
})

test('a pulse that is started twice is one, also beside the agent’s', async () => {
  const { url } = await redis()
  await serve('pulse', { ...withRedis(url), args: ['start-pulse'] })
  const client = clientOf(url)
  await heartbeatAfter(client, 0)
  expect(await heartbeats(client)).toMatchObject([{ meta: { app_name: 'api' } }])
})

describe('the last heartbeat of a process that ends in order says so', () => {
  /** Resolves when it has ended, to what reads its last heartbeat. */
  const last = async (
    end: (app: App) => Promise<unknown>,
  ): Promise<() => Promise<PulseHeartbeat | undefined>> => {
    const { url } = await redis()
    const { app } = await serve('pulse', withRedis(url))
    const client = clientOf(url)
    await heartbeatAfter(client, 0)
    await end(app)
    return async () => (await heartbeats(client))[0]
  }

  test.each([
    ['nothing is left to do', { do: 'end' }],
    ['it exits', { do: 'exit', code: 0 }],
    ['it exits since a signal told it to', { do: 'exit', code: 143 }],
    ['it has more to tell than there is room for', { do: 'exit', code: 0, mistakes: 200 }],
  ])('%s', async (_, message) => {
    const heartbeat = await last((app) => {
      void app.ask(message).catch(() => {})
      return app.ended
    })
    // What the kernel has of it Redis may still have to read.
    await expect.poll(async () => (await heartbeat())?.meta.stopping).toBe(true)
  })

  test('its agent is stopped', async () => {
    const heartbeat = await last((app) => app.ask({ do: 'stop' }))
    expect((await heartbeat())?.meta.stopping).toBe(true)
  })

  test.each([
    ['one that fails does not', (app: App) => void app.ask({ do: 'exit', code: 1 }).catch(() => {})],
    ['one that throws does not', (app: App) => void app.ask({ do: 'throw' }).catch(() => {})],
    ['one that is killed can not, and ends as ever', (app: App) => app.kill('SIGTERM')],
  ])('%s', async (_, end) => {
    const heartbeat = await last((app) => {
      end(app)
      return app.ended
    })
    expect((await heartbeat())?.meta).not.toHaveProperty('stopping')
  })
})

test('every worker of a cluster is an instance of its own', async () => {
  const { url } = await redis()
  launch('workers', withRedis(url))
  const client = clientOf(url)
  // Three, and what started them.
  await expect.poll(async () => (await heartbeats(client)).length, { timeout: 20_000 }).toBe(4)
  const all = await heartbeats(client)
  expect(new Set(all.map(({ process }) => process.pid)).size).toBe(4)
})

test('over TLS, with a user of its own and a database, the same is told, and the last word as well', async () => {
  const server = await redis({ certificate: { cert: CERTIFICATE, key: KEY } })
  const client = clientOf(`${server.url}/3`)
  // All that the pulse needs for its heartbeats.
  await client.call('ACL', 'SETUSER', 'kymo', 'on', '>p@ss', '~pulse:*', '+set', '+select')
  const { app } = await serve(
    'pulse',
    withRedis(`rediss://kymo:p%40ss@localhost:${server.tlsPort}/3`, {
      NODE_EXTRA_CA_CERTS: server.certificateFile,
    }),
  )
  await heartbeatAfter(client, 0)
  void app.ask({ do: 'exit', code: 0 }).catch(() => {})
  expect((await app.ended).stderr).toBe('')
  await expect.poll(() => heartbeats(client)).toMatchObject([{ meta: { stopping: true } }])
})

test('a user that may not choose the database tells nothing, rather than in another one, and it is said', async () => {
  const server = await redis()
  const client = clientOf(server.url)
  await client.call('ACL', 'SETUSER', 'kymo', 'on', '>p@ss', '~pulse:*', '+set')
  const { app } = await serve('pulse', withRedis(`redis://kymo:p%40ss@127.0.0.1:${server.port}/3`))
  await expect.poll(() => app.stderr, { timeout: 20_000 }).toContain('KYMO_REDIS_REFUSED')
  expect(app.stderr).toContain("'select'")
  expect(await client.keys('*')).toEqual([])
})

test('without Redis the same heartbeats go to the collector with the facts, and nothing of a client is loaded', async () => {
  const collector = await startCollector()
  const { app } = await serve('pulse', { collector, env: { KYMO_EXIT_TIMEOUT: '20000' } })
  const points = (): readonly Point[] =>
    collector.facts.filter((fact): fact is Point => fact.fact === 'point' && fact.name === HEARTBEAT_POINT)
  await collector.until(() => points().length === 2)
  expect(await app.ask<State>({ do: 'state' })).toMatchObject({ loaded: 0, hookErrors: 0, instanceId: '' })
  void app.ask({ do: 'exit', code: 0 }).catch(() => {})
  await app.ended
  const told = points().map((point) => parseHeartbeat(String(point.attributes[HEARTBEAT_POINT])).value)
  expect(told).toHaveLength(3)
  expect(told.map((heartbeat) => heartbeat?.meta.stopping)).toEqual([undefined, undefined, true])
  const { resource } = collector.accepted[0]?.batch.header ?? {}
  expect(told[0]?.meta).toMatchObject({ app_name: 'app', instance_id: resource?.['service.instance.id'] })
  expect(points()[0]?.value).toBe(told[0]?.process.cpu_usage)
  await collector.stop()
})
