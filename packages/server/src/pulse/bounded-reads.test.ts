import { errorKey, errorsKey, type PulseProblem, slowKey, trafficKey } from '@kymo/protocol'
import { beforeEach, expect, it } from 'vitest'
import type { RedisLink } from '../redis/redis-link.ts'
import type { FleetRedis } from '../testing/fleet-redis.ts'
import { FleetStand } from '../testing/fleet-stand.ts'
import { ErrorLog } from './error-log.ts'
import { SlowLog } from './slow-log.ts'
import { TrafficMinutes } from './traffic-minutes.ts'

const HUGE = 'x'.repeat(20 * 1024 * 1024)
const source = {
  app_name: 'shop',
  environment: '',
  runtime: 'node' as const,
  version: '',
  hostname: 'web-1',
  instance_id: 'a',
}

const stand = new FleetStand()
let fleet: FleetRedis
let link: RedisLink
let skipped: Map<string, number>

beforeEach(async () => {
  fleet = stand.fleet
  link = await stand.link()
  skipped = new Map()
})

const skip = (key: string, { code }: PulseProblem, times = 1) => {
  skipped.set(`${code} ${key}`, (skipped.get(`${code} ${key}`) ?? 0) + times)
}

/** Bytes that Redis has sent to the collector for what it was asked. */
async function bytesOf(ask: () => Promise<unknown>): Promise<number> {
  const sent = async () =>
    Number(/total_net_output_bytes:(\d+)/.exec(await fleet.client.info('stats'))?.[1] ?? Number.NaN)
  const before = await sent()
  await ask()
  return (await sent()) - before
}

it('slow requests that are too long are not fetched, but counted, and others are read', async () => {
  const slow = { timestamp: 1, kind: 'request' as const, route: '/', duration: 1500, threshold: 1000, source }
  const log = new SlowLog(link, skip)
  const streams = [slowKey('shop')]
  await fleet.slow(slow)
  await fleet.client.xadd(slowKey('shop'), '*', 'entry', HUGE)
  await fleet.client.xadd(slowKey('shop'), '*', 'other', HUGE)
  await fleet.slow(slow)
  expect(await bytesOf(() => log.read(streams))).toBeLessThan(100_000)
  expect(log.entries).toHaveLength(2)
  await fleet.client.xadd(slowKey('shop'), '*', 'entry', HUGE)
  await fleet.slow(slow)
  expect(await bytesOf(() => log.read(streams))).toBeLessThan(100_000)
  expect(log.entries).toHaveLength(3)
  expect(Object.fromEntries(skipped)).toEqual({
    'PULSE_TOO_LARGE pulse:slow:shop': 2,
    'PULSE_BROKEN pulse:slow:shop': 1,
  })
})

it('of many long ones no look fetches more than its share, and all are read in the end', async () => {
  const slow = { timestamp: 1, kind: 'request' as const, route: '/', duration: 1500, threshold: 1000, source }
  const log = new SlowLog(link, skip)
  const apps = Array.from({ length: 30 }, (_, i) => `app-${i}`)
  const streams = apps.map(slowKey)
  for (const app of apps) {
    const json = JSON.stringify({ ...slow, source: { ...source, app_name: app } }) + ' '.repeat(200_000)
    for (let i = 0; i < 15; i++) await fleet.client.xadd(slowKey(app), '*', 'entry', json)
  }
  expect(await bytesOf(() => log.read(streams))).toBeLessThan(80 * 1024 * 1024)
  expect(Object.fromEntries(skipped)).toEqual({ 'PULSE_TOO_MANY pulse:slow:*': 14 })
  await log.read(streams)
  expect(await bytesOf(() => log.read(streams))).toBeLessThan(100_000)
  expect(Object.fromEntries(skipped)).toEqual({ 'PULSE_TOO_MANY pulse:slow:*': 14 })
})

it('errors that are too long are not fetched, but counted, and others are read', async () => {
  const error = {
    fingerprint: 'f',
    type: 'Error',
    message: 'no',
    count: 1,
    first_seen: 1,
    last_seen: 1,
    source,
  }
  await fleet.error(error)
  await fleet.client.zadd(errorsKey('shop'), 2, HUGE)
  await fleet.client.hset(errorKey('shop', 'f'), 'b', HUGE)
  await fleet.client.hset(errorKey('shop', 'f'), HUGE, '{}')
  const log = new ErrorLog(link, skip)
  let found: readonly unknown[] = []
  const read = async () => {
    found = await log.read([errorsKey('shop')])
  }
  expect(await bytesOf(read)).toBeLessThan(100_000)
  expect(found).toEqual([error])
  expect(Object.fromEntries(skipped)).toEqual({ [`PULSE_TOO_LARGE ${errorKey('shop', 'f')}`]: 2 })
})

it('minutes that are too long are not fetched, but counted, and others are read', async () => {
  const minute = { minute: 60_000, app_name: 'shop', environment: '', routes: [] }
  const key = trafficKey('shop', 'a')
  await fleet.client.hset(key, '60000', JSON.stringify(minute), '120000', HUGE, HUGE, '{}')
  const told: unknown[] = []
  const store = { putTraffic: async (minutes: readonly unknown[]) => void told.push(...minutes) }
  const log = new TrafficMinutes(link, store, skip)
  expect(await bytesOf(() => log.read(new Set([key])))).toBeLessThan(100_000)
  expect(told).toMatchObject([{ instance: 'a', minute: { minute: 60_000 } }])
  expect(Object.fromEntries(skipped)).toEqual({ [`PULSE_TOO_LARGE ${key}`]: 1 })
})
