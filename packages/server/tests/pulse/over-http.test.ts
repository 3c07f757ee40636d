import {
  BROWSER_INGEST_PATH,
  HEARTBEAT_POINT,
  type Point,
  type PulseHeartbeat,
  type PulseSnapshot,
  type ServerHistory,
} from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { browserKey } from '../../src/security/browser-key.ts'
import { TestCollector, TOKEN } from '../../src/testing/collector.ts'
import { batch, page, resource, T } from '../../src/testing/facts.ts'
import { type HeartbeatOptions, heartbeat } from '../../src/testing/heartbeats.ts'

const WAIT = { timeout: 20_000, interval: 100 }
const ORIGIN = 'http://shop.test:3000'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start({ allowedOrigins: [ORIGIN], now: Date.now })
})
afterEach(() => collector.stop())

const snapshot = () => collector.get<PulseSnapshot>('/api/pulse')

function beatPoint(told: unknown): Point {
  const json = typeof told === 'string' ? told : JSON.stringify(told)
  const { process } = told as PulseHeartbeat
  return {
    fact: 'point',
    name: HEARTBEAT_POINT,
    time: T,
    value: process?.cpu_usage ?? 0,
    attributes: { [HEARTBEAT_POINT]: json },
  }
}

let sequence = 0
async function beat(instance: string, options: HeartbeatOptions = {}): Promise<void> {
  const told = heartbeat({ timestamp: ++sequence, ...options })
  await collector.send(batch([beatPoint(told)], resource('shop', instance), sequence))
}

describe('heartbeats over HTTP, without Redis', () => {
  it('make the fleet: alive at once, lost by silence, back, left', async () => {
    const often = { meta: { interval: 1 } }
    await beat('one', often)
    await beat('two', { ...often, process: { pid: 43 } })
    const { servers, processes, apps, redis } = await snapshot()
    expect(servers).toMatchObject([{ id: 'web-1', state: 'alive', processes: ['one', 'two'] }])
    expect(processes).toMatchObject([{ id: 'one' }, { id: 'two', pid: 43 }])
    expect(apps).toMatchObject([{ id: 'shop@production', processes: { alive: 2 } }])
    expect(redis).toEqual({ state: 'off', problem: null, backlog: null, droppedFacts: 0, rejectedBatches: 0 })
    await beat('two', { meta: { interval: 1, stopping: true } })
    expect((await snapshot()).processes).toMatchObject([{ state: 'alive' }, { state: 'left' }])
    const state = async () => (await snapshot()).processes.find(({ id }) => id === 'one')?.state
    await expect.poll(state, WAIT).toBe('lost')
    // The last that was heard of it is that something left.
    expect((await snapshot()).servers[0]?.state).toBe('left')
    await beat('one', often)
    expect((await snapshot()).servers[0]?.state).toBe('alive')
  })

  it('that can not be read are skipped and counted', async () => {
    const broken = [beatPoint('{'), beatPoint('{'), beatPoint({ ...heartbeat(), v: 9 })]
    const told = { fact: 'point', name: HEARTBEAT_POINT, time: T, value: 1, attributes: {} } as const
    await collector.send(batch([...broken, told], resource('shop', 'one')))
    const { processes, skipped } = await snapshot()
    expect(processes).toEqual([])
    expect(skipped.map(({ key, code, count }) => [key, code, count])).toEqual([
      ['http:one', 'PULSE_NOT_JSON', 3],
      ['http:one', 'PULSE_NEWER', 1],
    ])
  })

  it('are none of a page’s business', async () => {
    const response = await fetch(`${collector.url}${BROWSER_INGEST_PATH}?key=${browserKey(TOKEN)}`, {
      method: 'POST',
      headers: { origin: ORIGIN, 'content-type': 'text/plain' },
      body: JSON.stringify({
        resource: resource('shop', 'page'),
        sequence: 1,
        dropped: 0,
        facts: [beatPoint(heartbeat())],
      }),
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'FORBIDDEN_FACT' } })
    expect((await snapshot()).processes).toEqual([])
  })

  it('say how healthy an app is, together with its requests', async () => {
    await beat('one', { meta: { environment: '' } })
    const now = Date.now()
    const failed = page('/', { start: now - 1000, statusCode: 500, duration: 20 })
    const slow = page('/', { start: now - 1000, duration: 2_000 })
    const good = Array.from({ length: 8 }, () => page('/', { start: now - 1000, duration: 20 }))
    await collector.send(batch([failed, slow, ...good], resource('shop', 'one'), ++sequence))
    const app = async () => (await snapshot()).apps[0]
    await expect.poll(async () => (await app())?.traffic.requests, WAIT).toBe(10)
    expect(await app()).toMatchObject({
      id: 'shop@',
      traffic: { requests: 10, errors: 1, slow: 1 },
      health: {
        score: 40,
        parts: [
          { name: 'availability', score: 100 },
          { name: 'errors', score: 0 },
          { name: 'latency', score: 50 },
          { name: 'saturation', score: 100 },
          { name: 'responsiveness', score: 100 },
        ],
      },
    })
  })
})

describe('GET /api/pulse/history', () => {
  it('tells how a server was, also before the collector began anew', { timeout: 120_000 }, async () => {
    await beat('one', { system: { cpu_usage: 40 } })
    const history = () => collector.get<ServerHistory>('/api/pulse/history?server=web-1&window=1h')
    const points = async () => (await snapshot()).history['web-1']?.cpu.length ?? 0
    await expect.poll(points, WAIT).toBeGreaterThan(0)
    await collector.restart()
    expect(await points()).toBeGreaterThan(0)
    const { window, step, time, cpu, memory, eventLoopDelayP99 } = await history()
    expect([window.to - window.from, step]).toEqual([3_600_000, 10_000])
    expect([cpu[0], memory[0], eventLoopDelayP99[0]]).toEqual([40, 25, 20])
    expect([cpu, memory, eventLoopDelayP99].map((list) => list.length)).toEqual(Array(3).fill(time.length))
    const nobody = await collector.get<ServerHistory>('/api/pulse/history?server=nobody')
    expect(nobody.time).toEqual([])
  })
})

describe('parameters that make no sense', () => {
  it.each([
    '/api/pulse?window=1h',
    '/api/pulse?app=a&app=b',
    '/api/pulse/history',
    '/api/pulse/history?server=',
    '/api/pulse/history?server=a&window=soon',
    '/api/pulse/history?server=a&from=5&to=4',
    `/api/pulse/history?server=${'x'.repeat(257)}`,
    '/api/pulse/slow?limit=0',
    '/api/pulse/slow?limit=501',
    '/api/pulse/slow?limit=1e2',
    '/api/pulse/slow?app=%00',
    '/api/pulse/errors?limit=-1',
    '/api/pulse/errors?since=1',
    '/api/pulse/errors?window=1h&from=1',
  ])('are refused: %s', async (path) => {
    const response = await fetch(collector.url + path)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'INVALID_PARAMETER' } })
  })
})
