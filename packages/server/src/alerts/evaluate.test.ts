import type { AlertRule, AlertStatus } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { alertView, appTraffic, cpuView, rules } from '../testing/alert-views.ts'
import { T } from '../testing/facts.ts'
import {
  type AlertsState,
  evaluate,
  GONE_PATIENCE,
  PAST_ALERTS,
  restoredState,
  UNKNOWN_PATIENCE,
} from './evaluate.ts'
import type { AlertView } from './readings.ts'

const CPU: AlertRule = { name: 'CPU', when: 'cpu', above: 80, for: 10, cooldown: 60 }

/** Looks again and again, and keeps what came of it. */
class Watch {
  state: AlertsState = restoredState([])
  readonly transitions: AlertStatus[] = []
  now = T
  rules: ReturnType<typeof rules>

  constructor(...given: AlertRule[]) {
    this.rules = rules(...given)
  }

  /** @param after seconds since the look before */
  look(view: AlertView, after = 0): AlertStatus[] {
    this.now += after * 1000
    const { state, transitions } = evaluate(this.state, this.rules, view, this.now)
    this.state = state
    this.transitions.push(...transitions)
    return [...transitions]
  }

  /** What a collector that begins anew knows. */
  restart(): void {
    const firing = [...this.state.active.values()]
      .map(({ status }) => status)
      .filter(({ state }) => state === 'firing')
    this.state = restoredState(structuredClone([...firing, ...this.state.past]))
  }

  get states(): string[] {
    return [...this.state.active.values()].map(({ status }) => `${status.subject} ${status.state}`)
  }
}

describe('a rule', () => {
  it('fires once its condition has held for as long as it says, and says so once', () => {
    const watch = new Watch(CPU)
    expect(watch.look(cpuView(94))).toEqual([])
    expect(watch.states).toEqual(['web-1 pending'])
    expect([...watch.state.active.values()][0]?.status.message).toBe(
      'web-1: CPU 94 % (over 80 %, fires after 10 s)',
    )
    expect(watch.look(cpuView(95), 9.9)).toEqual([])
    const [fired, ...more] = watch.look(cpuView(96.2), 0.1)
    expect(more).toEqual([])
    expect(fired).toMatchObject({
      ...{ rule: 'CPU', when: 'cpu', state: 'firing', subject: 'web-1', value: 96.2, threshold: 80 },
      ...{ since: T, firedAt: T + 10_000, resolvedAt: null },
      message: 'web-1: CPU 96 % (over 80 % for 10 s)',
    })
    expect(watch.look(cpuView(99), 2)).toEqual([])
    expect([...watch.state.active.values()][0]?.status).toMatchObject({ id: fired?.id, value: 99 })
  })

  it('waits anew when its condition did not hold in between, or was not known', () => {
    for (const between of [80, undefined]) {
      const watch = new Watch(CPU)
      watch.look(cpuView(94))
      watch.look(cpuView(between), 5)
      expect(watch.states).toEqual([])
      watch.look(cpuView(94), 5)
      expect(watch.look(cpuView(94), 5)).toEqual([])
      expect(watch.look(cpuView(94), 5)).toHaveLength(1)
    }
  })

  it('is over at or below what clears it, by default 90 % of the threshold', () => {
    const watch = new Watch({ ...CPU, for: 0 })
    watch.look(cpuView(94))
    expect(watch.look(cpuView(72.1), 2)).toEqual([])
    expect(watch.look(cpuView(72), 58)).toMatchObject([
      {
        state: 'resolved',
        value: 72,
        resolvedAt: T + 60_000,
        message: 'web-1: CPU 72 % (was over 80 % for 1 min)',
      },
    ])
    expect(watch.states).toEqual([])
    expect(watch.state.past).toHaveLength(1)
  })

  it('does not fire again within its cooldown, and does so after it when it still holds', () => {
    const watch = new Watch({ ...CPU, for: 0 })
    watch.look(cpuView(94))
    watch.look(cpuView(10), 10)
    expect(watch.look(cpuView(94), 10)).toEqual([])
    expect(watch.states).toEqual(['web-1 pending'])
    expect(watch.look(cpuView(94), 39)).toEqual([])
    const [again] = watch.look(cpuView(94), 1)
    expect(again).toMatchObject({ state: 'firing', since: T + 20_000, firedAt: T + 60_000 })
    expect(again?.id).not.toBe(watch.transitions[0]?.id)
  })

  it('goes on while its value is not known, but not for ever', () => {
    const watch = new Watch({ ...CPU, for: 0 })
    watch.look(cpuView(94))
    expect(watch.look(cpuView(94, 'lost'), 5)).toEqual([])
    expect(watch.look(cpuView(94, 'lost'), UNKNOWN_PATIENCE / 1000 - 1)).toEqual([])
    expect(watch.states).toEqual(['web-1 firing'])
    expect(watch.look(cpuView(94, 'lost'), 1)).toMatchObject([
      { state: 'resolved', message: expect.stringContaining('nothing is known of it any more') },
    ])
  })

  it('is over when its server is gone, though not at once: a restart may not know it yet', () => {
    const watch = new Watch({ ...CPU, for: 0 })
    watch.look(cpuView(94))
    expect(watch.look(cpuView(undefined), 2)).toEqual([])
    expect(watch.look(cpuView(undefined), GONE_PATIENCE / 1000 - 1)).toEqual([])
    expect(watch.look(cpuView(94), 0.5)).toEqual([])
    watch.look(cpuView(94, 'left'), 2)
    expect(watch.look(cpuView(94, 'left'), GONE_PATIENCE / 1000)).toMatchObject([{ state: 'resolved' }])
  })

  it('that is taken away, or asks for something else, is over', () => {
    const watch = new Watch({ ...CPU, for: 0 })
    watch.look(cpuView(94))
    watch.rules = rules({ name: 'CPU', when: 'memory', above: 1, for: 0 })
    expect(watch.look(cpuView(94), 2)).toMatchObject([
      { state: 'resolved', message: expect.stringContaining('the rule was taken away') },
      { state: 'firing', when: 'memory' },
    ])
    watch.rules = []
    expect(watch.look(cpuView(94), 2)).toMatchObject([{ state: 'resolved' }])
    expect(watch.look(cpuView(94), 2)).toEqual([])
  })

  it('that gets another threshold goes by that one, and goes on', () => {
    const watch = new Watch({ ...CPU, for: 0 })
    const [fired] = watch.look(cpuView(94))
    watch.rules = rules({ ...CPU, above: 90 })
    expect(watch.look(cpuView(94), 2)).toEqual([])
    expect([...watch.state.active.values()][0]?.status).toMatchObject({ id: fired?.id, threshold: 90 })
  })

  it('watches only the app and the environment that it names', () => {
    const view = alertView([
      { id: 'a', system: { hostname: 'web-1', cpu_usage: 90 } },
      { id: 'b', system: { hostname: 'web-2', cpu_usage: 90 }, meta: { app_name: 'api' } },
      {
        id: 'c',
        system: { hostname: 'web-3', cpu_usage: 90 },
        meta: { app_name: 'api', environment: 'test' },
      },
      // The server of the one app is not one of the other's environment.
      { id: 'd', system: { hostname: 'web-1', cpu_usage: 90 }, meta: { environment: 'test' } },
    ])
    const subjects = (rule: Partial<AlertRule>) =>
      new Watch({ ...CPU, for: 0, ...rule })
        .look(view)
        .map(({ subject }) => subject)
        .sort()
    expect(subjects({})).toEqual(['web-1', 'web-2', 'web-3'])
    expect(subjects({ app: 'api' })).toEqual(['web-2', 'web-3'])
    expect(subjects({ environment: 'test' })).toEqual(['web-1', 'web-3'])
    expect(subjects({ app: 'api', environment: 'production' })).toEqual(['web-2'])
    expect(subjects({ app: 'nobody' })).toEqual([])
  })

  it('does not wait longer than it would have when the clock is set back', () => {
    const watch = new Watch(CPU)
    watch.look(cpuView(94))
    watch.look(cpuView(94), 10)
    watch.look(cpuView(10), 1)
    watch.now -= 365 * 24 * 3_600_000
    watch.look(cpuView(94))
    expect(watch.look(cpuView(94), 59)).toEqual([])
    expect(watch.look(cpuView(94), 1)).toHaveLength(1)
  })
})

describe('a lost server', () => {
  const LOST: AlertRule = { name: 'Lost', when: 'server-lost', cooldown: 0 }

  it('fires at once, and is over when it is back', () => {
    const watch = new Watch(LOST)
    const two = [{ id: 'a', meta: { app_name: 'api' } }, { id: 'b' }]
    expect(watch.look(alertView(two))).toEqual([])
    expect(watch.look(alertView(two.map((of) => ({ ...of, state: 'lost' as const }))), 2)).toMatchObject([
      {
        subject: 'web-1',
        state: 'firing',
        value: null,
        threshold: null,
        message: 'web-1: server lost (api, shop)',
      },
    ])
    expect(watch.look(alertView(two), 240)).toMatchObject([
      { state: 'resolved', message: 'web-1: server back after 4 min' },
    ])
  })

  it('does not fire for one that ended in order', () => {
    const watch = new Watch(LOST)
    watch.look(alertView([{ id: 'a' }]))
    expect(watch.look(alertView([{ id: 'a', state: 'left' }]), 60)).toEqual([])
  })

  it('is told from a process that is lost while its server lives', () => {
    const watch = new Watch(LOST)
    const process = (state: 'alive' | 'lost', heard: number) =>
      alertView([
        { id: 'a', lastSeen: T + heard },
        { id: 'w', state, lastSeen: T, process: { pid: 7 }, meta: { role: 'worker' } },
      ])
    expect(watch.look(process('lost', 10_000))).toEqual([])
    expect(watch.look(process('lost', 15_000))).toMatchObject([
      { subject: 'web-1/w', message: 'web-1: process 7 of shop@production is lost' },
    ])
    expect(watch.look(process('alive', 20_000), 60)).toMatchObject([
      {
        subject: 'web-1/w',
        state: 'resolved',
        message: 'web-1: process 7 of shop@production is back after 1 min',
      },
    ])
  })
})

describe('what is measured', () => {
  const GB = 1e9
  const fire = (rule: Omit<AlertRule, 'name'>, view: AlertView) =>
    new Watch({ name: 'R', for: 0, ...rule }).look(view).map(({ message }) => message)

  it('is memory, and the fullest disk', () => {
    const view = alertView([
      {
        id: 'a',
        system: {
          memory_total: 8 * GB,
          memory_free: 0.4 * GB,
          disks: [
            { path: '/', total: 100 * GB, free: 50 * GB },
            { path: '/da\nta', total: 100 * GB, free: 7 * GB },
            { path: '/none', total: 0, free: 0 },
          ],
        },
      },
    ])
    expect(fire({ when: 'memory', above: 94.9 }, view)).toEqual(['web-1: memory 95 % (over 95 %)'])
    expect(fire({ when: 'memory', above: 95 }, view)).toEqual([])
    expect(fire({ when: 'disk', above: 90 }, view)).toEqual(['web-1: disk /da ta 93 % (over 90 %)'])
    expect(fire({ when: 'disk', above: 90 }, alertView([{ id: 'a', system: { disks: [] } }]))).toEqual([])
  })

  it('is the traffic of each app in each environment', () => {
    const slow = { percentiles: { p50: 100, p95: 1400, p99: 3000 }, slow: 57 }
    const view = alertView(
      [{ id: 'a' }],
      [
        appTraffic({ errors: 12, ...slow }),
        appTraffic({ environment: 'test', requests: 9, errors: 9, ...slow, slow: 1 }),
      ],
    )
    expect(fire({ when: 'error-rate', above: 10 }, view)).toEqual([
      'shop@production: 12 % of 100 requests failed (over 10 %)',
    ])
    expect(fire({ when: 'error-rate', above: 10, minRequests: 9 }, view)).toHaveLength(2)
    expect(fire({ when: 'p95', above: 1000 }, view)).toEqual(['shop@production: p95 1.4 s (over 1 s)'])
    expect(fire({ when: 'slow-count', above: 50 }, view)).toEqual([
      'shop@production: 57 slow requests in 5 min (over 50)',
    ])
    expect(fire({ when: 'slow-count', above: 0, environment: 'test' }, view)).toEqual([
      'shop@test: 1 slow request in 5 min (over 0)',
    ])
  })

  it('is not the rate of errors where there are too few requests: what fires goes on for a while', () => {
    const watch = new Watch({ name: 'R', when: 'error-rate', above: 10, for: 0 })
    const view = (requests: number, errors: number) =>
      alertView([{ id: 'a' }], [appTraffic({ requests, errors })])
    watch.look(view(100, 50))
    expect(watch.look(view(9, 0), 60)).toEqual([])
    expect(watch.look(alertView([{ id: 'a' }], []), 60)).toEqual([])
    expect(watch.look(view(10, 0), 60)).toMatchObject([{ state: 'resolved', value: 0 }])
  })

  it('is no slow request where there was none, and unknown where nothing could be read', () => {
    const watch = new Watch({ name: 'R', when: 'slow-count', above: 5, for: 0 })
    watch.look(alertView([{ id: 'a' }], [appTraffic({ slow: 9 })]))
    expect(watch.look(alertView([{ id: 'a' }]), 5)).toEqual([])
    expect(watch.look(alertView([{ id: 'a' }], []), 5)).toMatchObject([{ state: 'resolved', value: 0 }])
  })
})

describe('a restart', () => {
  it('neither forgets what fires nor fires it again, and knows the cooldown', () => {
    const watch = new Watch({ ...CPU, for: 0 })
    const [fired] = watch.look(cpuView(94))
    watch.restart()
    expect(watch.look(cpuView(undefined), 1)).toEqual([])
    expect(watch.look(cpuView(94), 1)).toEqual([])
    expect([...watch.state.active.values()][0]?.status.id).toBe(fired?.id)
    expect(watch.look(cpuView(10), 1)).toMatchObject([{ id: fired?.id, state: 'resolved' }])
    watch.restart()
    expect(watch.look(cpuView(94), 10)).toEqual([])
    expect(watch.look(cpuView(94), 60)).toHaveLength(1)
  })
})

it('keeps the newest 200 that are over, and all by which a cooldown is known', () => {
  const many = Array.from({ length: 300 }, (_, i) => ({
    id: `p${i}`,
    system: { hostname: `web-${i}`, cpu_usage: 90 },
  }))
  const watch = new Watch({ ...CPU, for: 0 })
  expect(watch.look(alertView(many))).toHaveLength(300)
  const calm = alertView(many.map((of) => ({ ...of, system: { ...of.system, cpu_usage: 1 } })))
  expect(watch.look(calm, 1)).toHaveLength(300)
  expect(watch.state.past).toHaveLength(300)
  expect(watch.look(alertView(many), 1)).toEqual([])
  watch.look(calm, 60)
  expect(watch.state.past).toHaveLength(PAST_ALERTS)
})
