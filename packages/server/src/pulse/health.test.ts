import type { HealthPartName, PulseState, TrafficFigures } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { type HeartbeatOptions, heartbeat } from '../testing/heartbeats.ts'
import { fleetOf } from './fleet.ts'
import { HEALTH_WEIGHTS, healthOf } from './health.ts'

const NO_TRAFFIC: TrafficFigures = {
  requests: 0,
  errors: 0,
  slow: 0,
  percentiles: { p50: null, p95: null, p99: null },
}
const traffic = (requests: number, errors: number, slow: number): TrafficFigures => ({
  requests,
  errors,
  slow,
  percentiles: { p50: 10, p95: 250, p99: 900 },
})

/** Processes of one app, each on a host of its own. */
function fleet(...processes: (HeartbeatOptions & { readonly state?: PulseState })[]) {
  return fleetOf(
    processes.map(({ state = 'alive', ...of }, i) => ({
      id: `p-${i}`,
      way: 'redis' as const,
      state,
      lastSeen: 1,
      heardAt: 1,
      heartbeat: heartbeat({ ...of, system: { hostname: `web-${i}`, ...of.system } }),
    })),
  )
}

function part(name: HealthPartName, of: Parameters<typeof healthOf>[0]) {
  const { score, reason } = healthOf(of).parts.find((one) => one.name === name) ?? {}
  return [score, reason]
}

describe('the health of an app', () => {
  it('has weights that add up to the whole', () => {
    const sum = Object.values(HEALTH_WEIGHTS).reduce((a, b) => a + b, 0)
    expect(sum).toBeCloseTo(1, 10)
    const { parts } = healthOf({ ...fleet({}), traffic: NO_TRAFFIC })
    expect(Object.fromEntries(parts.map(({ name, weight }) => [name, weight]))).toEqual(HEALTH_WEIGHTS)
  })

  it('is not known when nothing is', () => {
    const { score, parts } = healthOf({ processes: [], servers: [], traffic: NO_TRAFFIC })
    expect(score).toBeNull()
    expect(parts.map((one) => one.score)).toEqual([null, null, null, null, null])
    const left = healthOf({ ...fleet({ state: 'left' }), traffic: traffic(10, 0, 0) })
    expect(left.score).toBeNull()
  })

  it('is whole when nothing is wrong, with or without requests', () => {
    expect(healthOf({ ...fleet({}), traffic: NO_TRAFFIC }).score).toBe(100)
    expect(healthOf({ ...fleet({}), traffic: traffic(100, 0, 0) }).score).toBe(100)
  })

  it('is the mean of its parts by their weights', () => {
    const { score, parts } = healthOf({ ...fleet({}), traffic: traffic(100, 5, 4) })
    expect(parts.map((one) => one.score)).toEqual([100, 50, 80, 100, 100])
    expect(score).toBe(Math.round(35 + 12.5 + 16 + 10 + 10))
  })

  it('divides the weight of what is not known among the rest', () => {
    const python = fleet({}, { state: 'lost' })
    const bare = python.processes.map((process) => ({ ...process, eventLoopDelay: null }))
    const { score } = healthOf({ processes: bare, servers: python.servers, traffic: NO_TRAFFIC })
    expect(score).toBe(Math.round((50 * 0.35 + 100 * 0.1) / 0.45))
  })

  it('is never more than 40 above the worst part', () => {
    expect(healthOf({ ...fleet({}), traffic: traffic(100, 100, 0) }).score).toBe(40)
  })

  it('is nothing when no process answers, whatever went well before', () => {
    const { score, parts } = healthOf({ ...fleet({ state: 'lost' }), traffic: traffic(100, 0, 0) })
    expect(score).toBe(0)
    expect(parts.map((one) => one.score)).toEqual([0, null, null, null, null])
  })
})

describe('its part', () => {
  it('availability is the share of processes that answer, but for those that left', () => {
    const { processes, servers } = fleet({}, {}, { state: 'lost' }, { state: 'left' })
    const input = { processes, servers, traffic: NO_TRAFFIC }
    expect(part('availability', input)).toEqual([67, '2 of 3 processes answer'])
    expect(part('availability', { ...fleet({}), traffic: NO_TRAFFIC })[1]).toBe('1 of 1 process answers')
  })

  it.each([
    [0, 100],
    [1, 99],
    [50, 50],
    [100, 0],
    [900, 0],
  ])('errors: with %s of 1000 requests failed it is %s', (failed, score) => {
    expect(part('errors', { ...fleet({}), traffic: traffic(1000, failed, 0) })[0]).toBe(score)
  })

  it('errors and latency say by how much', () => {
    const input = { ...fleet({}), traffic: traffic(1000, 3, 20) }
    expect(part('errors', input)).toEqual([97, '0.3 % of 1000 requests failed in 5 min'])
    expect(part('latency', input)).toEqual([90, '2.0 % of requests slow in 5 min, p95 250 ms'])
  })

  it('saturation is the mean over servers of what is fullest on each', () => {
    const full = { path: '/data', total: 100, free: 4 }
    const input = fleet({ system: { cpu_usage: 85 } }, { system: { disks: [full] } })
    const [score, reason] = part('saturation', { ...input, traffic: NO_TRAFFIC })
    expect(score).toBe(Math.round((50 + (4 / 15) * 100) / 2))
    expect(reason).toBe('fullest: disk /data of web-1 96 %')
    const memory = fleet({ system: { memory_total: 100, memory_free: 0 } })
    expect(part('saturation', { ...memory, traffic: NO_TRAFFIC })).toEqual([
      0,
      'fullest: memory of web-0 100 %',
    ])
  })

  it('responsiveness is the mean over processes of how late their event loops are', () => {
    const late = (p99: number) => ({ process: { event_loop_delay: { p50: 1, p99, max: p99 } } })
    const input = { ...fleet(late(20), late(275), late(5000)), traffic: NO_TRAFFIC }
    expect(part('responsiveness', input)).toEqual([50, 'event loop up to 5.00 s late (p99)'])
  })
})
