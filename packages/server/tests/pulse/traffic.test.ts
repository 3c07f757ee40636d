import { bucketOf, type PulseSnapshot, type Traffic, type TrafficMinute, trafficKey } from '@kymo/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import type { TestCollector } from '../../src/testing/collector.ts'
import { batch, page, resource, T } from '../../src/testing/facts.ts'
import { FleetStand } from '../../src/testing/fleet-stand.ts'

const WAIT = { timeout: 20_000, interval: 100 }
const MINUTE = 60_000

const stand = new FleetStand()
let collector: TestCollector

beforeEach(async () => {
  collector = await stand.start()
  collector.time = T + 10 * MINUTE
})

const traffic = (query = 'window=1h') => collector.get<Traffic>(`/api/pulse/traffic?${query}`)
const requests = async (query?: string) => (await traffic(query)).total.requests

function minute(time: number, durations: readonly number[], of: Partial<TrafficMinute> = {}): TrafficMinute {
  const counts = new Map<number, number>()
  for (const duration of durations) counts.set(bucketOf(duration), (counts.get(bucketOf(duration)) ?? 0) + 1)
  const route = {
    method: 'GET',
    route: '/users/:id',
    count: durations.length,
    errors: 1,
    slow: durations.filter((duration) => duration >= 1000).length,
    sum: durations.reduce((sum, duration) => sum + duration, 0),
    max: Math.max(...durations),
    buckets: [...counts].sort(([a], [b]) => a - b).flat(),
  }
  return { v: 1, minute: time, app_name: 'shop', environment: 'live', routes: [route], ...of }
}

async function tell(id: string, told: TrafficMinute, field = String(told.minute)): Promise<void> {
  await stand.fleet.client.hset(trafficKey('shop', id), field, JSON.stringify(told))
}

describe('minutes that processes put into Redis', () => {
  it('are the traffic of the fleet, each as it was told last', async () => {
    await tell('one', minute(T, [10, 20, 30]))
    await tell('one', minute(T + MINUTE, [40]))
    await tell('two', minute(T, [1500]))
    await expect.poll(requests, WAIT).toBe(5)
    const { window, step, buckets, total, routes } = await traffic()
    expect(window).toEqual({ from: T - 50 * MINUTE, to: T + 10 * MINUTE })
    expect(step).toBe(MINUTE)
    expect(buckets.map(({ time, requests }) => [time, requests])).toEqual([
      [T, 4],
      [T + MINUTE, 1],
    ])
    expect(total).toMatchObject({ requests: 5, errors: 3, slow: 1 })
    expect(Math.abs((total.percentiles.p95 as number) - 1500)).toBeLessThanOrEqual(15)
    expect(routes).toMatchObject([
      { app: 'shop', environment: 'live', method: 'GET', route: '/users/:id', requests: 5, max: 1500 },
    ])
    await tell('one', minute(T + MINUTE, [40, 50]))
    await tell('one', minute(T + 2 * MINUTE, [60]))
    await expect.poll(requests, WAIT).toBe(7)
    // Nothing is counted again by one that begins anew.
    await collector.restart()
    await tell('two', minute(T + MINUTE, [1]))
    await expect.poll(requests, WAIT).toBe(8)
    expect(await requests('window=1h&app=shop&environment=live')).toBe(8)
    expect(await requests('window=1h&environment=test')).toBe(0)
  })

  it('take the place of the spans of their process alone', async () => {
    const live = (id: string) => ({ ...resource('shop', id), 'deployment.environment.name': 'live' })
    await collector.send(batch([page('/'), page('/')], live('one')))
    await collector.send(batch([page('/')], live('two')))
    expect(await requests()).toBe(3)
    await tell('one', minute(T, [1, 2, 3, 4, 5]))
    await expect.poll(requests, WAIT).toBe(6)
    const { totalRequests } = await collector.get<{ totalRequests: number }>(
      '/api/performance/metrics?window=24h',
    )
    expect(totalRequests).toBe(3)
  })

  it('of a time that is none hold up nobody', async () => {
    await tell('far', minute(999_999_999_960_000, [1]))
    await tell('one', minute(T, [1, 2]))
    await expect.poll(requests, WAIT).toBe(2)
    const { skipped } = await collector.get<PulseSnapshot>('/api/pulse')
    expect(skipped).toMatchObject([{ code: 'PULSE_BROKEN', message: expect.stringContaining('epoch') }])
  })

  it('that can not be read are passed over and shown, and hold up nothing', async () => {
    await tell('broken', minute(T, [1]), String(T + MINUTE))
    await tell('broken', minute(T + 1, [1]), String(T + 1))
    await tell('broken', minute(T, [1], { app_name: 'other' }))
    await tell('broken', minute(T + 2 * MINUTE, [1], { v: 2 }))
    await stand.fleet.client.hset(trafficKey('shop', 'broken'), '999999999999999', 'no JSON')
    await stand.fleet.client.hset(trafficKey('shop', 'broken'), 'field', 'no minute')
    await stand.fleet.client.set(trafficKey('shop', 'text'), 'no hash')
    await tell('broken', minute(T + 3 * MINUTE, [1, 2]))
    await expect.poll(requests, WAIT).toBe(2)
    const skipped = async () =>
      (await collector.get<PulseSnapshot>('/api/pulse')).skipped
        .filter(({ key }) => key.startsWith('pulse:traffic:'))
        .map(({ code }) => code)
        .sort()
    await expect
      .poll(skipped, WAIT)
      .toEqual(expect.arrayContaining(['PULSE_BROKEN', 'PULSE_NEWER', 'PULSE_NOT_JSON']))
    await tell('broken', minute(T + 4 * MINUTE, [1]))
    await expect.poll(requests, WAIT).toBe(3)
  })
})
