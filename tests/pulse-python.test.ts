import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { PulseSnapshot } from '@kymo/protocol'
import { type Collector, createCollector } from '@kymo/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanEnvironment, observe, type Program } from './support/program.ts'
import { RedisServer } from './support/redis.ts'

/* The recorder in Python, as its README starts it, beside an agent in Node: one fleet. */

const WAIT = { timeout: 40_000, interval: 200 }
const examples = fileURLToPath(new URL('../examples/', import.meta.url))
const token = 'the-token-of-this-fleet'

let redis: RedisServer
let collector: Collector
const running: { child: ChildProcess; program: Program }[] = []

function run(
  command: string,
  args: string[],
  folder: string,
  env: NodeJS.ProcessEnv,
): ChildProcess & Program {
  const child = spawn(command, args, {
    cwd: examples + folder,
    env: cleanEnvironment({ KYMO_REDIS_URL: redis.url, KYMO_ENV: 'test', ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const program = observe(child)
  running.push({ child, program })
  return Object.assign(child, program)
}

const python = (app: string, host: string) =>
  run('/usr/bin/python3', ['pulse.py'], 'pulse-python', { KYMO_APP: app, KYMO_HOST_NAME: host })

const snapshot = async () =>
  (await (
    await fetch(`${collector.url}/api/pulse`, { headers: { authorization: `Bearer ${token}` } })
  ).json()) as PulseSnapshot

const states = async () => {
  const { processes } = await snapshot()
  return Object.fromEntries(processes.map(({ app, runtime, state }) => [app, `${runtime} ${state}`]))
}

beforeAll(async () => {
  redis = await RedisServer.start()
  collector = await createCollector({ port: 0, token, redis: redis.url })
})

afterAll(async () => {
  for (const { child } of running) child.kill('SIGKILL')
  await Promise.all(running.map(({ program }) => program.exited))
  await collector?.close()
  await redis?.remove()
})

test('has at most forty lines', () => {
  const lines = readFileSync(`${examples}pulse-python/pulse.py`, 'utf8').trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(40)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120)
})

test('its server and process are there beside those of Node; it leaves, or is lost', async () => {
  run(process.execPath, ['--import', '@kymo/node/register', 'server.mjs'], 'api', {
    KYMO_APP: 'shop',
    KYMO_HOST_NAME: 'web-1',
    PORT: '0',
  })
  const leaving = python('thumbnails', 'jobs-1')
  // A name that would be several parts of a key, were it not escaped.
  const dying = python('größe: {a}', 'jobs 2')
  await expect
    .poll(states, WAIT)
    .toEqual({ shop: 'node alive', thumbnails: 'python alive', 'größe: {a}': 'python alive' })

  const { servers, processes, apps } = await snapshot()
  expect(servers.map(({ id, runtimes, state }) => [id, runtimes, state])).toEqual([
    ['jobs 2', ['python'], 'alive'],
    ['jobs-1', ['python'], 'alive'],
    ['web-1', ['node'], 'alive'],
  ])
  expect(apps.map(({ id }) => id)).toContain('thumbnails@test')
  const [node, own] = ['web-1', 'jobs-1'].map((id) => servers.find((server) => server.id === id))
  // Of the same machine: the two agree on what does not change, within what may be a container's.
  expect(own?.platform).toBe(node?.platform)
  expect(own?.memoryTotal).toBeGreaterThan(0)
  expect(own?.memoryFree).toBeLessThanOrEqual(own?.memoryTotal ?? 0)
  expect(own?.disks[0]).toMatchObject({ path: '/', total: expect.any(Number) })
  const worker = processes.find(({ app }) => app === 'thumbnails')
  expect(worker).toMatchObject({ id: `jobs-1-${leaving.pid}`, pid: leaving.pid, role: 'worker' })
  expect(worker?.rss).toBeGreaterThan(1e6)
  expect((await snapshot()).skipped).toEqual([])

  dying.kill('SIGKILL')
  leaving.kill('SIGTERM')
  expect(await leaving.exited).toBe(0)
  expect(leaving.output()).toBe('')
  await expect
    .poll(states, WAIT)
    .toEqual({ shop: 'node alive', thumbnails: 'python left', 'größe: {a}': 'python lost' })
}, 120_000)

test('goes on while Redis is away, and says so', async () => {
  const child = python('patient', 'jobs-3')
  await expect.poll(states, WAIT).toMatchObject({ patient: 'python alive' })
  await redis.stop()
  await child.printed(/No heartbeat: /)
  await redis.start()
  child.kill('SIGINT')
  expect(await child.exited).toBe(0)
  await expect.poll(states, WAIT).toMatchObject({ patient: 'python left' })
}, 120_000)
