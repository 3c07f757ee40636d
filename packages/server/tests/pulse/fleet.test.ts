import { heartbeatKey, type PulseSnapshot, type SystemPulse, slowKey } from '@kymo/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import type { TestCollector } from '../../src/testing/collector.ts'
import { EventStream } from '../../src/testing/event-stream.ts'
import { FleetStand } from '../../src/testing/fleet-stand.ts'
import { heartbeat } from '../../src/testing/heartbeats.ts'

const WAIT = { timeout: 20_000, interval: 100 }

const stand = new FleetStand()
let collector: TestCollector

beforeEach(async () => {
  collector = await stand.start({ now: Date.now })
})

const snapshot = (query = '') => collector.get<PulseSnapshot>(`/api/pulse${query}`)
const processes = async () => (await snapshot()).processes.length
const states = async () => {
  const { servers, processes } = await snapshot()
  return Object.fromEntries([...servers, ...processes].map(({ id, state }) => [id, state]))
}

describe('the fleet in Redis', () => {
  it('appears with its servers, processes and apps, and can be narrowed', async () => {
    await stand.fleet.beat('a')
    await stand.fleet.beat('b', { process: { pid: 43 }, meta: { role: 'worker' } })
    await stand.fleet.beat('c', {
      system: { hostname: 'db-1' },
      meta: { app_name: 'api', environment: 'staging' },
    })
    await expect.poll(processes, WAIT).toBe(3)
    const { servers, processes: all, apps, redis: status, history } = await snapshot()
    expect(servers.map(({ id, state, processes: of }) => [id, state, of])).toEqual([
      ['db-1', 'alive', ['c']],
      ['web-1', 'alive', ['a', 'b']],
    ])
    expect(all.map(({ id, role, pid }) => [id, role, pid])).toEqual([
      ['c', 'server', 42],
      ['a', 'server', 42],
      ['b', 'worker', 43],
    ])
    expect(apps).toMatchObject([
      { id: 'api@staging', servers: 1, processes: { alive: 1, lost: 0 }, health: { score: 100 } },
      { id: 'shop@production', servers: 1, processes: { alive: 2, lost: 0 }, rss: 180_000_000 },
    ])
    expect(status.state).toBe('connected')
    expect(Object.keys(history).sort()).toEqual(['db-1', 'web-1'])
    for (const query of ['?app=api', '?environment=staging', '?app=api&environment=staging']) {
      const { servers: some, processes: of, apps: wanted } = await snapshot(query)
      expect([...some, ...of, ...wanted].map(({ id }) => id)).toEqual(['db-1', 'c', 'api@staging'])
    }
    expect((await snapshot('?app=api&environment=production')).servers).toEqual([])
  })

  it('shows who is lost, who is back, and who left', async () => {
    // Again and again: one that is found late is lost at once.
    const beating = async () => {
      await stand.fleet.beat('a', { meta: { interval: 1 } })
      return states()
    }
    await expect.poll(beating, WAIT).toEqual({ 'web-1': 'alive', a: 'alive' })
    const lastBeat = Date.now()
    await expect.poll(states, WAIT).toEqual({ 'web-1': 'lost', a: 'lost' })
    expect(Date.now() - lastBeat).toBeLessThan(15_000)
    expect((await snapshot()).apps).toMatchObject([
      { processes: { alive: 0, lost: 1 }, health: { score: 0 } },
    ])
    await expect.poll(beating, WAIT).toEqual({ 'web-1': 'alive', a: 'alive' })
    await stand.fleet.beat('a', { meta: { interval: 1, stopping: true } })
    await expect.poll(states, WAIT).toEqual({ 'web-1': 'left', a: 'left' })
  })

  it('is known to a collector that begins anew, which shows the lost ones', async () => {
    await stand.fleet.beat('b', { system: { hostname: 'web-2' }, meta: { stopping: true } })
    await expect.poll(processes, WAIT).toBe(1)
    // Last: it is taken for lost 9 s after it was seen.
    await stand.fleet.beat('a', { meta: { interval: 3 } })
    await expect.poll(processes, WAIT).toBe(2)
    const { lastSeen } = (await snapshot()).servers[0] ?? {}
    await stand.fleet.client.flushall()
    await collector.restart()
    expect(await states()).toEqual({ 'web-1': 'alive', a: 'alive', 'web-2': 'left', b: 'left' })
    await expect.poll(states, WAIT).toMatchObject({ 'web-1': 'lost', a: 'lost', b: 'left' })
    expect((await snapshot()).servers[0]).toMatchObject({ id: 'web-1', state: 'lost', lastSeen })
  })

  it('may have names of any kind', async () => {
    const names = [
      '<img src=x onerror=alert(1)>',
      '\u0000\u001b[31m\u202e',
      '__proto__',
      '💥:{}*%',
      'x'.repeat(256),
    ]
    for (const name of names) {
      await stand.fleet.beat(name, {
        system: { hostname: name },
        meta: { app_name: name, environment: name, version: name },
      })
    }
    await expect.poll(processes, WAIT).toBe(names.length)
    const { servers, apps, processes: all } = await snapshot()
    expect(servers.map(({ id }) => id).sort()).toEqual([...names].sort())
    expect(apps.map(({ app }) => app).sort()).toEqual([...names].sort())
    expect(all.map(({ id }) => id).sort()).toEqual([...names].sort())
    await collector.restart()
    expect(await processes()).toBe(names.length)
  })

  it('is three thousand processes as well', { timeout: 120_000 }, async () => {
    const beat = () =>
      Promise.all(
        Array.from({ length: 3000 }, (_, i) =>
          stand.fleet.beat(`p-${i}`, { system: { hostname: `web-${i % 300}` }, process: { pid: i } }),
        ),
      )
    // Again and again, as processes do: those that a busy machine has not read in time are lost, and then back.
    const seen = async () => {
      await beat()
      const { servers, apps } = await snapshot()
      return [servers.length, apps[0]?.processes]
    }
    await expect.poll(seen, { timeout: 100_000, interval: 1000 }).toEqual([300, { alive: 3000, lost: 0 }])
  })
})

describe('what can not be read', () => {
  it('is skipped, counted and shown, and keeps nothing else from being read', async () => {
    const { client } = stand.fleet
    await stand.fleet.beat('good')
    await client.set(heartbeatKey('shop', 'newer'), JSON.stringify({ ...heartbeat(), v: 2 }))
    await client.set(heartbeatKey('shop', 'broken'), JSON.stringify({ ...heartbeat(), system: {} }))
    await client.set(heartbeatKey('shop', 'noise'), '{"')
    await client.set(heartbeatKey('shop', 'binary'), Buffer.from([0xff, 0xfe, 0]))
    await client.set(heartbeatKey('shop', 'huge'), `"${'ü'.repeat(2_000_000)}"`)
    await client.hset(heartbeatKey('shop', 'hash'), 'a', 'b')
    await client.set('pulse:server:a:b:c', '{}')
    await client.set(slowKey('shop'), 'no stream')
    await expect.poll(async () => (await snapshot()).skipped.length, WAIT).toBe(8)
    const { skipped, processes: all } = await snapshot()
    expect(all.map(({ id }) => id)).toEqual(['good'])
    expect(Object.fromEntries(skipped.map(({ key, code }) => [key, code]))).toEqual({
      'pulse:server:shop:newer': 'PULSE_NEWER',
      'pulse:server:shop:broken': 'PULSE_BROKEN',
      'pulse:server:shop:noise': 'PULSE_NOT_JSON',
      'pulse:server:shop:binary': 'PULSE_NOT_JSON',
      'pulse:server:shop:huge': 'PULSE_TOO_LARGE',
      'pulse:server:shop:hash': 'PULSE_BROKEN',
      'pulse:server:a:b:c': 'PULSE_BROKEN',
      'pulse:slow:shop': 'PULSE_BROKEN',
    })
    expect(skipped.find(({ code }) => code === 'PULSE_NEWER')?.message).toContain('version 2')
    await client.set(heartbeatKey('shop', 'noise'), '{"more')
    const noise = async () => (await snapshot()).skipped.find(({ key }) => key.endsWith('noise'))?.count
    await expect.poll(noise, WAIT).toBe(2)
    expect(collector.notices).toEqual([])
  })
})

describe('the stream', () => {
  it('tells what changed, and so leads from the first snapshot to every later one', {
    timeout: 120_000,
  }, async () => {
    const stream = await EventStream.open(`${collector.url}/api/stream?events=system_pulse`)
    await stand.fleet.beat('a')
    await stand.fleet.beat('b', { system: { hostname: 'web-2' } })
    await expect.poll(processes, WAIT).toBe(2)
    const first = await snapshot()
    const before = stream.lastId
    await stand.fleet.beat('a', { system: { cpu_usage: 77 } })
    await stand.fleet.beat('c', { meta: { app_name: 'api' } })
    await stand.fleet.beat('b', { system: { hostname: 'web-2' }, meta: { stopping: true } })
    await expect.poll(states, WAIT).toMatchObject({ c: 'alive', b: 'left' })
    const current = await snapshot()
    const reached = () => JSON.stringify(applied(first, stream)) === JSON.stringify(shown(current))
    await stream.until(reached, 20_000)
    // Not held for who comes back, and so without an id.
    expect(stream.lastId).toBe(before)
    const count = stream.events.length
    await new Promise((resolve) => setTimeout(resolve, 4_500))
    expect(stream.events.length).toBe(count)
    stream.close()
  })
})

function shown({ servers, processes: all, apps }: Pick<PulseSnapshot, 'servers' | 'processes' | 'apps'>) {
  return [servers, all, apps].map((list) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1)))
}

function applied(first: PulseSnapshot, stream: EventStream) {
  const apply = <Item extends { readonly id: string }>(
    list: readonly Item[],
    changed: (pulse: SystemPulse) => readonly Item[],
    removed: (pulse: SystemPulse) => readonly string[],
  ): Item[] => {
    const items = new Map(list.map((item) => [item.id, item]))
    for (const { data } of stream.of('system_pulse')) {
      for (const item of changed(data)) items.set(item.id, item)
      for (const id of removed(data)) items.delete(id)
    }
    return [...items.values()]
  }
  return shown({
    servers: apply(
      first.servers,
      (pulse) => pulse.servers,
      (pulse) => pulse.removed.servers,
    ),
    processes: apply(
      first.processes,
      (pulse) => pulse.processes,
      (pulse) => pulse.removed.processes,
    ),
    apps: apply(
      first.apps,
      (pulse) => pulse.apps,
      (pulse) => pulse.removed.apps,
    ),
  })
}
