import type { PulseHeartbeat } from '@kymo/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { heartbeat } from '../testing/heartbeats.ts'
import { fleetOf } from './fleet.ts'
import { LEFT_SHOWN, LOST_SHOWN, lostAfter, MAX_PROCESSES, ProcessTable } from './process-table.ts'

const T = 1_700_000_000_000
const SECOND = 1000

let wall: number
let mono: number
let table: ProcessTable
let count = 0

beforeEach(() => {
  wall = T
  mono = 5_000
  table = open()
})

function open(): ProcessTable {
  return new ProcessTable({ now: () => wall, monotonic: () => mono })
}

function beat(id: string, of: Parameters<typeof heartbeat>[0] = {}): boolean {
  return table.heard(id, 'redis', heartbeat({ timestamp: ++count, ...of }))
}

/** Time passes while everything is looked at every two seconds. */
function pass(seconds: number): void {
  for (let rest = seconds; rest > 0; rest -= 2) {
    const step = Math.min(rest, 2) * SECOND
    wall += step
    mono += step
    table.looked('redis')
    table.looked('http')
    table.settle()
  }
}

const states = () => Object.fromEntries([...table.all()].map(({ id, state }) => [id, state]))

describe('a process', () => {
  it('is lost after three intervals of silence, and back with its next heartbeat', () => {
    beat('a')
    pass(14)
    expect(states()).toEqual({ a: 'alive' })
    pass(2)
    expect(states()).toEqual({ a: 'lost' })
    expect(table.get('a')?.lastSeen).toBe(T)
    beat('a')
    expect(states()).toEqual({ a: 'alive' })
  })

  it('that tells the same heartbeat again says nothing', () => {
    const same = { ...heartbeat(), timestamp: 7 }
    expect(table.heard('a', 'redis', same)).toBe(true)
    pass(10)
    expect(table.heard('a', 'redis', { ...same })).toBe(false)
    pass(6)
    expect(states()).toEqual({ a: 'lost' })
  })

  it('may have a clock that is wrong, or is set back', () => {
    table.heard('ahead', 'redis', heartbeat({ timestamp: T + 3_600_000 }))
    table.heard('behind', 'redis', heartbeat({ timestamp: 12 }))
    pass(10)
    table.heard('ahead', 'redis', heartbeat({ timestamp: T }))
    table.heard('behind', 'redis', heartbeat({ timestamp: 5 }))
    pass(10)
    expect(states()).toEqual({ ahead: 'alive', behind: 'alive' })
  })

  it('is not lost or back because the collector’s wall clock is set', () => {
    beat('a')
    wall -= 3_600_000
    pass(14)
    expect(states()).toEqual({ a: 'alive' })
    wall += 7_200_000
    pass(0.5)
    expect(states()).toEqual({ a: 'alive' })
  })

  it('that ended in order has left, and is shown for ten minutes', () => {
    beat('a')
    beat('a', { meta: { stopping: true } })
    pass(60)
    expect(states()).toEqual({ a: 'left' })
    pass(LEFT_SHOWN / SECOND)
    expect(states()).toEqual({})
    expect(table.takeChanges(true)).toEqual({ processes: [], forgotten: ['a'] })
  })

  it('that is lost is shown for a day, and not again because its key is still there', () => {
    const last = heartbeat({ timestamp: 99 })
    table.heard('a', 'redis', last)
    pass(16)
    wall += LOST_SHOWN
    pass(2)
    expect(states()).toEqual({})
    expect(table.heard('a', 'redis', last)).toBe(false)
    expect(states()).toEqual({})
    expect(beat('a')).toBe(true)
  })

  it('whose heartbeat was old when it was found is lost by the heartbeat’s age', () => {
    table.heard('a', 'redis', heartbeat(), 12 * SECOND)
    expect(table.get('a')?.lastSeen).toBe(T - 12 * SECOND)
    pass(4)
    expect(states()).toEqual({ a: 'lost' })
  })

  it.each<[interval: number | undefined, seconds: number]>([
    [undefined, 15],
    [1, 5],
    [5, 15],
    [8, 24],
    [10, 25],
    [20, 25],
    [60, 72],
  ])('that tells every %s s is lost after %s s', (interval, seconds) => {
    const of: PulseHeartbeat = heartbeat({ meta: interval === undefined ? {} : { interval } })
    expect(lostAfter(of)).toBe(seconds * SECOND)
  })
})

describe('silence', () => {
  it('says nothing while nobody could look', () => {
    beat('a')
    pass(10)
    // Redis is away for two minutes.
    wall += 120 * SECOND
    mono += 120 * SECOND
    table.looked('http')
    table.settle()
    expect(states()).toEqual({ a: 'alive' })
    pass(14)
    expect(states()).toEqual({ a: 'alive' })
    pass(8)
    expect(states()).toEqual({ a: 'lost' })
  })

  it('of one way says nothing of another', () => {
    beat('a')
    table.heard('b', 'http', heartbeat({ timestamp: 1 }))
    for (let i = 0; i < 10; i++) {
      mono += 2 * SECOND
      table.looked('http')
      table.settle()
    }
    expect(states()).toEqual({ a: 'alive', b: 'lost' })
  })
})

describe('the place of a lost process', () => {
  const on = (hostname: string, uptime: number) => ({ system: { hostname }, process: { uptime } })

  it('is taken by one that began since on the same host', () => {
    beat('a', on('web-1', 100))
    pass(10)
    beat('b', on('web-1', 2))
    pass(10)
    expect(states()).toEqual({ b: 'alive' })
  })

  it('is taken once', () => {
    beat('a', on('web-1', 100))
    beat('b', on('web-1', 100))
    pass(10)
    beat('c', on('web-1', 2))
    for (let i = 0; i < 10; i++) {
      pass(4)
      beat('c', on('web-1', 2 + i * 4))
    }
    expect(Object.values(states()).sort()).toEqual(['alive', 'lost'])
  })

  it('is not taken by one that ran before, elsewhere, or of another app', () => {
    beat('a', on('web-1', 100))
    beat('before', on('web-1', 50))
    pass(10)
    beat('before', on('web-1', 60))
    beat('elsewhere', on('web-2', 1))
    beat('other', { ...on('web-1', 1), meta: { app_name: 'api' } })
    pass(8)
    expect(states()).toMatchObject({ a: 'lost' })
  })

  const inContainer = (hostname: string, uptime: number, container = true) => ({
    system: { hostname, container },
    process: { uptime },
  })

  it('of a container is taken by a container that began since, whatever its host is called', () => {
    beat('a', inContainer('shop-6d4f-x', 100))
    beat('b', inContainer('shop-6d4f-y', 100))
    pass(10)
    beat('c', inContainer('shop-77aa-z', 2))
    pass(8)
    expect(Object.values(states()).sort()).toEqual(['alive', 'lost'])
    beat('d', inContainer('shop-77aa-w', 4))
    pass(2)
    expect(states()).toEqual({ c: 'alive', d: 'alive' })
    expect(fleetOf(table.all()).servers.map(({ id }) => id)).toEqual(['shop-77aa-w', 'shop-77aa-z'])
  })

  it('of a container is not taken by a machine, one that ran before, or another task, and no machine’s by it', () => {
    beat('a', inContainer('pod-1', 100))
    beat('machine', inContainer('web-1', 100, false))
    beat('before', inContainer('pod-2', 50))
    pass(10)
    beat('before', inContainer('pod-2', 60))
    beat('web', inContainer('web-2', 1, false))
    beat('worker', { ...inContainer('pod-3', 1), meta: { role: 'worker' } })
    beat('staging', { ...inContainer('pod-4', 1), meta: { environment: 'staging' } })
    pass(8)
    expect(states()).toMatchObject({ a: 'lost', machine: 'lost' })
    beat('new', inContainer('pod-5', 1))
    pass(2)
    expect(states()).toMatchObject({ machine: 'lost' })
    expect(states()).not.toHaveProperty('a')
  })
})

describe('a restarted collector', () => {
  it('knows who was there, gives them their time, and shows who is lost', () => {
    beat('a')
    beat('gone')
    pass(16)
    beat('a')
    beat('b', { meta: { stopping: true } })
    const { processes } = table.takeChanges(true)
    wall += 60 * SECOND
    mono = 0
    table = open()
    table.restore(processes)
    expect(states()).toEqual({ a: 'alive', b: 'left', gone: 'lost' })
    pass(16)
    expect(states()).toEqual({ a: 'lost', b: 'left', gone: 'lost' })
    expect(table.get('a')?.lastSeen).toBe(T + 16 * SECOND)
  })

  it('is told of new states at once, of figures when it asks for all', () => {
    beat('a')
    expect(table.takeChanges(false).processes).toMatchObject([{ id: 'a', state: 'alive' }])
    beat('a', { process: { cpu_usage: 99 } })
    expect(table.takeChanges(false).processes).toEqual([])
    expect(table.takeChanges(true).processes).toMatchObject([
      { id: 'a', heartbeat: { process: { cpu_usage: 99 } } },
    ])
    expect(table.takeChanges(true).processes).toEqual([])
    pass(16)
    expect(table.takeChanges(false).processes).toMatchObject([{ id: 'a', state: 'lost' }])
  })
})

it('processes beyond ten thousand are counted', () => {
  for (let i = 0; i < MAX_PROCESSES + 5; i++) beat(`p-${i}`)
  beat(`p-${MAX_PROCESSES + 1}`)
  expect([...table.all()]).toHaveLength(MAX_PROCESSES)
  expect(table.takeBeyond()).toBe(5)
  expect(table.takeBeyond()).toBe(0)
  expect(beat('p-1')).toBe(true)
})

it('processes of two apps that call themselves the same are two', () => {
  const both = () => {
    beat('h-1', { meta: { app_name: 'one' } })
    beat('h-1', { meta: { app_name: 'two' } })
  }
  both()
  pass(6)
  both()
  expect(states()).toEqual({ 'h-1': 'alive', 'h-1@two': 'alive' })
  for (let i = 0; i < 3; i++) {
    pass(6)
    beat('h-1', { meta: { app_name: 'two' } })
  }
  expect(states()).toEqual({ 'h-1': 'lost', 'h-1@two': 'alive' })
})

it('processes that are gone make room for those that are there', () => {
  beat('lost')
  pass(16)
  for (let i = 0; i < MAX_PROCESSES; i++) beat(`p-${i}`)
  expect(table.get('lost')).toBeUndefined()
  expect(table.takeBeyond()).toBe(0)
  expect(beat('one-more')).toBe(false)
})

describe('a server', () => {
  const server = () => fleetOf(table.all()).servers[0]

  it('is as its newest heartbeat says, with the worst event loop and the longest run of its processes', () => {
    beat('a', {
      system: { cpu_usage: 10 },
      process: { uptime: 500, event_loop_delay: { p50: 1, p99: 90, max: 99 } },
    })
    wall += 10
    beat('b', { system: { cpu_usage: 30 }, meta: { runtime: 'python', version: '2', app_name: 'api' } })
    expect(server()).toMatchObject({
      id: 'web-1',
      state: 'alive',
      cpu: 30,
      uptime: 500,
      eventLoopDelayP99: 90,
      apps: ['api', 'shop'],
      runtimes: ['node', 'python'],
      versions: ['1.0.0', '2'],
      processes: ['a', 'b'],
    })
  })

  it('is lost when all are silent, and alive with one', () => {
    beat('a')
    beat('b', { process: { pid: 43 } })
    pass(10)
    beat('b', { process: { pid: 43, uptime: 500 } })
    pass(8)
    expect([states(), server()?.state]).toEqual([{ a: 'lost', b: 'alive' }, 'alive'])
    pass(12)
    expect(server()?.state).toBe('lost')
  })

  it('ends as the process that was heard last', () => {
    beat('a', { meta: { stopping: true } })
    pass(2)
    beat('b')
    pass(16)
    expect(server()?.state).toBe('lost')
    beat('c', { meta: { stopping: true, app_name: 'api' } })
    expect(server()?.state).toBe('left')
  })

  it('comes before the others when it is lost', () => {
    beat('z', { system: { hostname: 'z' } })
    pass(16)
    beat('a', { system: { hostname: 'a' } })
    expect(fleetOf(table.all()).servers.map(({ id }) => id)).toEqual(['z', 'a'])
    expect(fleetOf(table.all()).processes.map(({ id }) => id)).toEqual(['z', 'a'])
  })
})
