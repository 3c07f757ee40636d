import { heartbeatKey, parseHeartbeat } from '@kymo/protocol'
import { expect, test } from 'vitest'
import { freePort } from '../../../tests/support/free-port.ts'
import type { App, Ended } from './support/app.ts'
import { heartbeatAfter } from './support/heartbeats.ts'
import { Scene } from './support/scene.ts'

/** Everything here waits: for a heartbeat, a timeout, the longest pause between two attempts. */
const PATIENCE = { timeout: 120_000 }
const LOAD = 20_000
const MOST_UNDER_WAY = 128

interface Hammered {
  readonly codes: Readonly<Record<string, number>>
  readonly most: number
  readonly left: number
}

const appOf = (scene: Scene, redis: string) =>
  scene.app('pulse', redis, { env: { KYMO_APP: 'api' }, nodeFlags: ['--expose-gc'] })

/** Each is asked while the others are. */
async function answers(url: string, times = 200): Promise<number> {
  const statuses = await Promise.all(
    Array.from({ length: times }, async () => {
      const response = await fetch(url)
      await response.text()
      return response.status
    }),
  )
  return statuses.filter((status) => status === 200).length
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Until the link that the app loads is there, or is not. */
const linked = (app: App, is = true): Promise<void> =>
  until(async () => (await app.ask<{ ready: boolean }>({ do: 'link' })).ready === is)

/** An app that has told of itself, and whose own link is there. */
async function linkedApp(scene: Scene, redis: { readonly url: string }) {
  const { app, url } = await appOf(scene, redis.url)
  const client = scene.client(redis.url)
  const { meta } = await heartbeatAfter(client, 0)
  await linked(app)
  return { app, url, client, meta }
}

/** What a process has said to people, in lines; none of it by the library. */
async function said(app: App): Promise<string[]> {
  const { hookErrors } = await app.ask<{ hookErrors: number }>({ do: 'state' })
  expect(hookErrors).toBe(0)
  app.kill('SIGKILL')
  const { stderr, stdout }: Ended = await app.ended
  expect(stdout).toBe('')
  return stderr.split('\n').filter((line) => line !== '')
}

test.concurrent(
  'a Redis that comes later is found, and its absence is told in one line',
  PATIENCE,
  async ({ onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const port = await freePort()
    const { app, url } = await appOf(scene, `redis://:canary@127.0.0.1:${port}`)
    await until(() => app.stderr.includes('KYMO_REDIS_UNREACHABLE'))
    expect(await answers(url)).toBe(200)
    await scene.redis({ port, password: 'canary' })
    await heartbeatAfter(scene.client(`redis://:canary@127.0.0.1:${port}`), 0)
    const lines = await said(app)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(
      /^kymo: KYMO_REDIS_UNREACHABLE: Redis at redis:\/\/127\.0\.0\.1:\d+ can't be reached \(ECONNREFUSED\)/,
    )
    expect(lines[0]).not.toContain('canary')
  },
)

test.concurrent(
  'what is sent while Redis is gone is refused at once, and it goes on when it is back',
  PATIENCE,
  async ({ onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const server = await scene.redis()
    const { app, url, client, meta } = await linkedApp(scene, server)
    await server.stop('SIGKILL')
    const stopped = Date.now()
    await linked(app, false)
    await app.ask({ do: 'hammer', times: 10 })
    const { heap: before } = await app.ask<{ heap: number }>({ do: 'heap' })
    expect(await app.ask<Hammered>({ do: 'hammer', times: LOAD })).toEqual({
      codes: { REDIS_NOT_READY: LOAD },
      most: 0,
      left: 0,
    })
    const { heap: after } = await app.ask<{ heap: number }>({ do: 'heap' })
    expect(after - before).toBeLessThan(4 * 1024 * 1024)
    expect(await answers(url)).toBe(200)
    await server.start()
    expect((await heartbeatAfter(client, stopped)).meta.instance_id).toBe(meta.instance_id)
    expect((await said(app)).length).toBeLessThanOrEqual(1)
  },
)

test.concurrent(
  'a Redis that stands still holds up nothing: little is under way, all else is refused',
  PATIENCE,
  async ({ onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const server = await scene.redis()
    const { app, url, client } = await linkedApp(scene, server)
    const { heap: before } = await app.ask<{ heap: number }>({ do: 'heap' })
    server.pause()
    const paused = Date.now()
    const hammered = app.ask<Hammered>({ do: 'hammer', times: LOAD })
    expect(await answers(url)).toBe(200)
    const { codes, most, left } = await hammered
    expect(most).toBeLessThanOrEqual(MOST_UNDER_WAY)
    expect(left).toBe(0)
    expect(codes.REDIS_BUSY).toBe(LOAD - most)
    expect(codes.done).toBeUndefined()
    // Also what it tries meanwhile leaves nothing behind.
    await linked(app, false)
    const { heap: after } = await app.ask<{ heap: number }>({ do: 'heap' })
    expect(after - before).toBeLessThan(4 * 1024 * 1024)
    server.resume()
    await heartbeatAfter(client, paused + 5000)
    await linked(app)
    expect(await app.ask<Hammered>({ do: 'hammer', times: 10 })).toMatchObject({ codes: { done: 10 } })
    expect((await said(app)).length).toBeLessThanOrEqual(1)
  },
)

test.concurrent(
  'a process that has nothing left to do ends while Redis stands still',
  PATIENCE,
  async ({ onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const server = await scene.redis()
    const { app } = await linkedApp(scene, server)
    server.pause()
    void app.ask({ do: 'hammer', times: 10 }).catch(() => {})
    void app.ask({ do: 'end' }).catch(() => {})
    expect(await app.ended).toMatchObject({ code: 0, stderr: '' })
  },
)

test.concurrent(
  'a Redis without memory left is told of once, and written to again when there is some',
  PATIENCE,
  async ({ onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const server = await scene.redis()
    const { app, url, client } = await linkedApp(scene, server)
    await client.call('CONFIG', 'SET', 'maxmemory', '1')
    const full = Date.now()
    const { codes } = await app.ask<Hammered>({ do: 'hammer', times: 100 })
    expect(Object.keys(codes)).toEqual([expect.stringMatching(/^OOM /)])
    expect(await answers(url)).toBe(200)
    // At least one heartbeat is refused.
    await until(async () =>
      /errorstat_OOM:count=(?!100\r)/.test(String(await client.call('INFO', 'errorstats'))),
    )
    await client.call('CONFIG', 'SET', 'maxmemory', '0')
    await heartbeatAfter(client, full)
    const lines = await said(app)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('KYMO_REDIS_REFUSED')
  },
)

test.concurrent('a connection that is cut is made again', PATIENCE, async ({ onTestFinished }) => {
  const scene = new Scene(onTestFinished)
  const server = await scene.redis()
  const { app, url, client } = await linkedApp(scene, server)
  for (let round = 0; round < 3; round++) {
    const hammered = app.ask<Hammered>({ do: 'hammer', times: 2000 })
    const cut = Date.now()
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    expect((await hammered).left).toBe(0)
    await linked(app)
    await heartbeatAfter(client, cut)
  }
  expect(await answers(url)).toBe(200)
  expect(await said(app)).toEqual([])
})

test.concurrent(
  'a wrong password is told of once and not shown, and forgiven when it is right',
  PATIENCE,
  async ({ onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const server = await scene.redis({ password: 'right' })
    const { app, url } = await appOf(scene, server.url.replace('right', 'canary'))
    await until(() => app.stderr.includes('WRONGPASS'))
    expect(await answers(url)).toBe(200)
    const client = scene.client(server.url)
    await client.call('CONFIG', 'SET', 'requirepass', 'canary')
    await heartbeatAfter(client, 0)
    const lines = await said(app)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^kymo: KYMO_REDIS_REFUSED: .*Check KYMO_REDIS_URL/)
    expect(lines[0]).not.toMatch(/canary|right/)
  },
)

test.concurrent(
  'a password that Redis does not ask for is no reason to stay away, or to talk',
  PATIENCE,
  async ({ onTestFinished }) => {
    const scene = new Scene(onTestFinished)
    const server = await scene.redis()
    const { app } = await appOf(scene, server.url.replace('//', '//:needless@'))
    const client = scene.client(server.url)
    await heartbeatAfter(client, 0)
    const cut = Date.now()
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await heartbeatAfter(client, cut)
    expect(await said(app)).toEqual([])
  },
)

test.concurrent('in a cluster whose master dies the pulse goes on with the one that takes its place', {
  timeout: 120_000,
}, async ({ onTestFinished }) => {
  const scene = new Scene(onTestFinished)
  const cluster = await scene.cluster()
  const { app, url, client, meta } = await linkedApp(scene, cluster)
  const key = heartbeatKey('api', String(meta.instance_id))
  const slot = Number(await client.call('CLUSTER', 'KEYSLOT', key))
  const ranges = (await client.call('CLUSTER', 'SLOTS')) as [number, number, [string, number]][]
  const port = ranges.find(([from, to]) => from <= slot && slot <= to)?.[2][1]
  const died = Date.now()
  await cluster.nodes.find((node) => node.port === port)?.stop('SIGKILL')
  const { most, left } = await app.ask<Hammered>({ do: 'hammer', times: LOAD })
  expect(most).toBeLessThanOrEqual(MOST_UNDER_WAY)
  expect(left).toBe(0)
  expect(await answers(url)).toBe(200)
  // Asked for by its key, since only then a client learns who has it now.
  await until(async () => {
    const text = await client.get(key).catch(() => null)
    return text !== null && (parseHeartbeat(text).value?.timestamp ?? 0) > died
  })
  expect((await said(app)).length).toBeLessThanOrEqual(1)
})
