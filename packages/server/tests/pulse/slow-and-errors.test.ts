import type { ErrorEntry, ErrorRow, PulseSource, SlowEntry, SlowRow } from '@kymo/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import type { TestCollector } from '../../src/testing/collector.ts'
import { batch, exception, request, resource, T } from '../../src/testing/facts.ts'
import { FleetStand } from '../../src/testing/fleet-stand.ts'

const WAIT = { timeout: 20_000, interval: 100 }

const stand = new FleetStand()
let collector: TestCollector

beforeEach(async () => {
  collector = await stand.start()
})

const slow = (query = '') => collector.get<SlowRow[]>(`/api/pulse/slow${query}`)
const errors = (query = '') => collector.get<ErrorRow[]>(`/api/pulse/errors${query}`)

function source(instance: string, of: Partial<PulseSource> = {}): PulseSource {
  return {
    app_name: 'shop',
    environment: 'production',
    runtime: 'node',
    version: '1',
    hostname: 'web-1',
    instance_id: instance,
    ...of,
  }
}

function slowEntry(of: Partial<SlowEntry> = {}): SlowEntry {
  return {
    timestamp: T,
    kind: 'request',
    method: 'GET',
    route: '/users/:id',
    url: '/users/1',
    status: 200,
    duration: 1500,
    threshold: 1000,
    source: source('told'),
    ...of,
  }
}

function errorEntry(instance: string, of: Partial<ErrorEntry> = {}): ErrorEntry {
  return {
    fingerprint: 'abc',
    type: 'TypeError',
    message: 'x is not a function',
    count: 2,
    first_seen: T,
    last_seen: T + 10,
    source: source(instance),
    ...of,
  }
}

const host = (name: string, instance: string) => ({
  ...resource('shop', instance),
  'host.name': name,
  'deployment.environment.name': 'production',
})

describe('GET /api/pulse/slow', () => {
  it('tells of what came through Redis and over HTTP, each once, newest first', async () => {
    const known = request({ path: '/users/1', start: T, duration: 1500 })
    await collector.send(batch([known], host('web-1', 'told')))
    const alone = request({ path: '/slow', route: '/slow', start: T + 5, duration: 3000, query: 'a=1' })
    const quick = request({ path: '/quick', start: T + 6, duration: 999 })
    const file = request({ path: '/a.js', start: T + 7, duration: 3000, purpose: 'asset' })
    await collector.send(batch([alone, quick, file], host('web-2', 'alone')))
    await stand.fleet.slow(
      slowEntry({ trace_id: known.traceId, span_id: known.spanId, headers: { accept: '*/*' } }),
    )
    await stand.fleet.slow(
      slowEntry({ timestamp: T + 9, kind: 'job', route: 'mail', trace_id: 'ab'.repeat(16) }),
    )
    await expect.poll(async () => (await slow()).length, WAIT).toBe(3)
    const rows = await slow()
    expect(rows).toMatchObject([
      { time: T + 9, kind: 'job', route: 'mail', traceId: null, source: { instance_id: 'told' } },
      {
        time: T + 5,
        kind: 'request',
        method: 'GET',
        route: '/slow',
        url: '/slow?a=1',
        statusCode: 200,
        duration: 3000,
        threshold: 1000,
        traceId: alone.traceId,
        source: source('alone', { hostname: 'web-2', version: '' }),
      },
      { time: T, route: '/users/:id', traceId: known.traceId, headers: { accept: '*/*' } },
    ])
    expect(new Set(rows.map(({ id }) => id)).size).toBe(3)
  })

  it('can be narrowed, cut, and goes on after a restart of the collector', async () => {
    for (let i = 0; i < 450; i++) {
      const app = i % 2 === 0 ? 'shop' : 'api'
      const environment = i % 3 === 0 ? 'staging' : 'production'
      await stand.fleet.slow(
        slowEntry({ timestamp: T + i, source: source('told', { app_name: app, environment }) }),
      )
    }
    await collector.restart()
    await expect.poll(async () => (await slow('?limit=500')).length, WAIT).toBe(450)
    expect(await slow()).toHaveLength(50)
    expect((await slow('?limit=1'))[0]?.time).toBe(T + 449)
    expect(await slow('?app=api&environment=staging&limit=500')).toHaveLength(75)
    expect(await slow(`?from=${T + 10}&to=${T + 20}`)).toHaveLength(10)
    collector.time = T + 400
    expect(await slow('?window=1s&limit=500')).toHaveLength(450)
  })

  it('passes over entries that can not be read', async () => {
    await stand.fleet.client.xadd('pulse:slow:shop', '*', 'entry', '{}')
    await stand.fleet.client.xadd('pulse:slow:shop', '*', 'other', 'x')
    await stand.fleet.slow(slowEntry())
    await expect.poll(async () => (await slow()).length, WAIT).toBe(1)
    const { skipped } = await collector.get<{ skipped: unknown[] }>('/api/pulse')
    expect(skipped).toMatchObject([{ key: 'pulse:slow:shop', code: 'PULSE_BROKEN', count: 2 }])
  })
})

describe('GET /api/pulse/errors', () => {
  it('sums up what processes tell through Redis, however often they do', async () => {
    const newest = { stack: 'at f', method: 'GET', route: '/a', url: '/a?b', trace_id: 'cd'.repeat(16) }
    for (let times = 0; times < 3; times++) {
      await stand.fleet.error(errorEntry('one', { first_seen: T - 5 }))
      const other = source('two', { hostname: 'web-2', runtime: 'python' })
      await stand.fleet.error(errorEntry('two', { count: 5, last_seen: T + 99, source: other, ...newest }))
      const staging = source('three', { environment: 'staging' })
      await stand.fleet.error(errorEntry('three', { source: staging, last_seen: T + 5 }))
    }
    await expect.poll(async () => (await errors()).length, WAIT).toBe(2)
    expect(await errors()).toEqual([
      {
        fingerprint: 'abc',
        app: 'shop',
        environment: 'production',
        type: 'TypeError',
        message: 'x is not a function',
        count: 7,
        firstSeen: T - 5,
        lastSeen: T + 99,
        stack: 'at f',
        method: 'GET',
        route: '/a',
        url: '/a?b',
        traceId: null,
        runtimes: ['node', 'python'],
        servers: ['web-1', 'web-2'],
      },
      expect.objectContaining({ environment: 'staging', count: 2 }),
    ])
    expect(await errors('?environment=staging')).toHaveLength(1)
    expect(await errors('?app=api')).toEqual([])
    expect(await errors(`?from=${T + 50}`)).toMatchObject([{ count: 7 }])
    expect(await errors('?limit=1')).toHaveLength(1)
  })

  it('adds the exceptions of processes that tell Redis nothing, and theirs alone', async () => {
    const failed = request({ path: '/pay', route: '/pay', method: 'POST', start: T, statusCode: 500 })
    const thrown = exception(failed, 'no money')
    await collector.send(
      batch([failed, thrown, exception(failed, 'no money', { time: T + 2 })], host('web-2', 'alone')),
    )
    await collector.send(batch([exception(undefined, 'no money')], host('web-3', 'alone-too')))
    await collector.send(batch([exception(undefined, 'told already')], host('web-1', 'told')))
    await stand.fleet.beat('told')
    await expect.poll(async () => (await errors()).map(({ message }) => message), WAIT).toEqual(['no money'])
    expect(await errors()).toMatchObject([
      {
        app: 'shop',
        environment: 'production',
        type: 'Error',
        count: 2,
        method: 'POST',
        route: '/pay',
        url: '/pay',
        traceId: failed.traceId,
        servers: ['web-2', 'web-3'],
        runtimes: ['node'],
      },
    ])
    expect(await errors('?environment=staging')).toEqual([])
  })

  it('passes over what can not be read', async () => {
    await stand.fleet.error(errorEntry('one'))
    await stand.fleet.client.hset('pulse:error:shop:abc', 'two', '{}')
    await stand.fleet.client.set('pulse:errors:api', 'no set')
    await stand.fleet.client.zadd('pulse:errors:shop', T, 'gone')
    await expect.poll(async () => (await errors()).length, WAIT).toBe(1)
    expect(await errors()).toMatchObject([{ count: 2 }])
  })
})
