import type { AlertStatus, AppPulse, RedisStatus, SystemPulse, TrafficFigures } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { heartbeat } from '../testing/heartbeats.ts'
import { Seeded } from '../testing/seeded.ts'
import { appsOf } from './app-pulse.ts'
import { fleetOf } from './fleet.ts'
import { ProcessTable } from './process-table.ts'
import { PublishedPulse, type PulseView } from './published-pulse.ts'
import { SkippedPayloads } from './skipped-payloads.ts'

const STATUS = {
  state: 'connected',
  problem: null,
  backlog: null,
  droppedFacts: 0,
  rejectedBatches: 0,
} as const
const LISTS = ['servers', 'processes', 'apps'] as const

/** What a reader shows, who does as the protocol says: what comes takes the place of what has the same id. */
class Reader {
  readonly #lists = { servers: new Map(), processes: new Map(), apps: new Map() }
  #redis: unknown
  #skipped: unknown
  #alerts: unknown

  constructor(view: PulseView) {
    for (const list of LISTS) for (const item of view[list]) this.#lists[list].set(item.id, item)
    this.#redis = view.redis
    this.#skipped = view.skipped
    this.#alerts = view.alerts
  }

  apply(text: string): void {
    const pulse = JSON.parse(text) as SystemPulse
    for (const list of LISTS) {
      for (const item of pulse[list]) this.#lists[list].set(item.id, item)
      for (const id of pulse.removed[list]) this.#lists[list].delete(id)
    }
    this.#redis = pulse.redis ?? this.#redis
    this.#skipped = pulse.skipped ?? this.#skipped
    this.#alerts = pulse.alerts ?? this.#alerts
  }

  get shown() {
    return sorted({ ...this.#lists, redis: this.#redis, skipped: this.#skipped, alerts: this.#alerts })
  }
}

function sorted(view: Record<string, unknown>) {
  const list = (items: Iterable<{ id: string }>) => [...items].sort((a, b) => (a.id < b.id ? -1 : 1))
  const lists = LISTS.map((name) => {
    const items = view[name] as Map<string, { id: string }> | readonly { id: string }[]
    return [name, list(items.values())]
  })
  return { ...Object.fromEntries(lists), redis: view.redis, skipped: view.skipped, alerts: view.alerts }
}

describe('what is told of the pulse', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'leads every reader to what is (seed %s)',
    (seed) => {
      const chance = new Seeded(seed)
      const clock = { wall: 1_700_000_000_000, mono: 0 }
      const table = new ProcessTable({ now: () => clock.wall, monotonic: () => clock.mono })
      const skipped = new SkippedPayloads(() => clock.wall)
      const traffic = new Map<string, TrafficFigures>()
      let alerts: readonly AlertStatus[] = []
      let state: RedisStatus['state'] = 'connected'
      const names = ['shop', 'api', '__proto__', '<b>', 'a@b']
      const one = <Item>(items: readonly Item[]) => items[chance.below(items.length)] as Item
      const view = (): PulseView => {
        const fleet = fleetOf(table.all())
        const redis = { ...STATUS, state, droppedFacts: Math.floor(clock.mono / 60_000) }
        return { ...fleet, apps: appsOf(fleet, traffic), redis, skipped: skipped.list(), alerts }
      }
      const published = new PublishedPulse()
      const readers: Reader[] = []
      const happen = () => {
        for (let i = chance.below(8); i > 0; i--) {
          table.heard(
            one(['a', 'b', 'c', 'd', 'e', 'f', 'constructor']),
            one(['http', 'redis']),
            heartbeat({
              timestamp: chance.below(1_000_000),
              system: { hostname: one(['web-1', 'web-2', '__proto__']), cpu_usage: chance.below(3) },
              process: { uptime: chance.below(200) },
              meta: { app_name: one(names), stopping: chance.below(10) === 0 },
            }),
          )
        }
        if (chance.below(5) === 0) {
          const requests = chance.below(3)
          const percentiles = { p50: null, p95: requests, p99: null }
          traffic.set(`${one(names)}@production`, { requests, errors: chance.below(2), slow: 0, percentiles })
        }
        if (chance.below(8) === 0) skipped.add(one(names), { code: 'PULSE_BROKEN', message: 'x' })
        if (chance.below(8) === 0) alerts = [{ id: one(names), value: chance.below(3) } as AlertStatus]
        if (chance.below(4) === 0) state = one(['connected', 'failing'])
        const step = one([1_000, 2_000, 6_000, 300_000])
        clock.wall += step
        clock.mono += step
        table.looked('http')
        if (chance.below(4) > 0) table.looked('redis')
        table.settle()
      }
      for (let round = 0; round < 60; round++) {
        // Somebody begins to read between two times at which something is told.
        for (let i = chance.below(3); i >= 0; i--) {
          happen()
          if (chance.below(10) > 0) continue
          const now = view()
          published.shown(now)
          readers.push(new Reader(now))
        }
        const pulse = published.advance(view(), clock.wall)
        const text = pulse && JSON.stringify(pulse)
        for (const reader of readers) {
          if (text !== undefined) reader.apply(text)
          expect(reader.shown).toEqual(sorted({ ...view() }))
        }
      }
      expect(readers.length).toBeGreaterThan(0)
    },
  )

  it('is nothing when nothing changed, and only what did', () => {
    const table = new ProcessTable({ now: () => 1, monotonic: () => 1 })
    const apps: AppPulse[] = []
    const view = (): PulseView => ({ ...fleetOf(table.all()), apps, redis: STATUS, skipped: [], alerts: [] })
    const published = new PublishedPulse()
    table.heard('a', 'redis', heartbeat({ timestamp: 1 }))
    table.heard('b', 'redis', heartbeat({ timestamp: 1, system: { hostname: 'web-2' } }))
    expect(published.advance(view(), 5)).toMatchObject({
      time: 5,
      servers: [{ id: 'web-1' }, { id: 'web-2' }],
      processes: [{ id: 'a' }, { id: 'b' }],
      redis: STATUS,
      skipped: [],
      alerts: [],
    })
    expect(published.advance(view(), 6)).toBeUndefined()
    table.heard('b', 'redis', heartbeat({ timestamp: 2, system: { hostname: 'web-2', cpu_usage: 99 } }))
    const pulse = published.advance(view(), 7)
    expect(pulse).toMatchObject({ servers: [{ id: 'web-2', cpu: 99 }], processes: [], apps: [] })
    expect(pulse).not.toHaveProperty('redis')
    expect(pulse).not.toHaveProperty('skipped')
    expect(published.advance({ ...view(), processes: [] }, 8)?.removed.processes).toEqual(['a', 'b'])
  })
})
