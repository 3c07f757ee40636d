import type { PulseHeartbeat } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import type { PulseMemory, PulseProcessRow, ServerPoint } from '../../store/pulse-rows.ts'
import { batch, exception, page, resource, T } from '../facts.ts'
import { heartbeat } from '../heartbeats.ts'
import type { StoreUnderTest } from './store-under-test.ts'

const HOUR = 3_600_000

function row(id: string, told: Partial<PulseHeartbeat['meta']> = {}): PulseProcessRow {
  return { id, way: 'redis', state: 'alive', lastSeen: T, heartbeat: heartbeat({ meta: told }) }
}

function point(server: string, time: number, cpu: number | null): ServerPoint {
  return { server, time, cpu, memory: cpu === null ? null : cpu / 2, eventLoopDelay: null }
}

function memory(of: Partial<PulseMemory>): PulseMemory {
  return { processes: [], forgotten: [], points: { fine: [], coarse: [] }, ...of }
}

export function describePulse(t: StoreUnderTest): void {
  describe('processes', () => {
    it('are what spans and exceptions can be narrowed to, with a least duration', async () => {
      const slow = page('/slow', { duration: 1500 })
      await t.store.append([batch([slow, page('/fast'), exception(slow, 'a')], resource('shop', 'one'))])
      await t.store.append([batch([page('/two', { duration: 1500 })], resource('shop', 'two'))])
      const found = await t.find({ instances: ['one'], minDuration: 1500 })
      expect(found.map(({ url }) => url)).toEqual(['/slow'])
      expect(await t.find({ instances: [] })).toEqual([])
      expect(await t.store.exceptionGroups({ instances: ['one'] }, 10)).toMatchObject([
        { count: 1, instances: ['one'] },
      ])
      expect(await t.store.exceptionGroups({ instances: ['two'] }, 10)).toEqual([])
    })

    it('say who they are', async () => {
      const one = { ...resource('shop', 'one'), 'deployment.environment.name': 'staging' }
      const tab = { ...resource('shop', 'browser:tab'), 'kymo.runtime': 'browser' }
      await t.store.append([batch([page('/')], one), batch([], tab)])
      await t.reopen?.()
      expect(await t.store.resources()).toEqual(new Map([['one', one]]))
    })
  })

  describe('the pulse', () => {
    it('is remembered by process; the newest state takes the place of the one before', async () => {
      await t.store.keepPulse(memory({ processes: [row('a'), row('b'), row('c')] }))
      const lost: PulseProcessRow = { ...row('b'), state: 'lost', lastSeen: T + 5 }
      await t.store.keepPulse(memory({ processes: [lost], forgotten: ['a', 'nobody'] }))
      expect(await t.store.pulseProcesses()).toEqual([lost, row('c')])
    })

    it('is remembered over a restart, whatever names it has', async () => {
      if (t.reopen === undefined) return
      const hostile = row("x'; DROP TABLE events; -- <b>", { app_name: '\u2028"\\' })
      const fine = [point('web-1', T, 10)]
      await t.store.keepPulse(memory({ processes: [hostile], points: { fine, coarse: [] } }))
      await t.reopen()
      expect(await t.store.pulseProcesses()).toEqual([hostile])
      expect(await t.store.serverPoints({ from: T, to: T + 1, points: 'fine', step: 5000 })).toHaveLength(1)
    })

    it('answers how servers were, on average over each step', async () => {
      const start = Math.floor(T / 60_000) * 60_000
      const fine = [0, 5_000, 10_000, 15_000].map((after, i) => point('web-1', start + after, i * 10))
      fine.push(point('web-2', start, 99), point('web-1', start + 20_000, null))
      const coarse = [point('web-1', start, 50)]
      await t.store.keepPulse(memory({ points: { fine, coarse } }))
      const window = { from: start, to: start + 30_000, server: 'web-1' }
      expect(await t.store.serverPoints({ ...window, points: 'fine', step: 10_000 })).toEqual([
        point('web-1', start, 5),
        point('web-1', start + 10_000, 25),
        point('web-1', start + 20_000, null),
      ])
      expect(await t.store.serverPoints({ ...window, points: 'coarse', step: 60_000 })).toEqual(coarse)
      expect(
        await t.store.serverPoints({ from: start, to: start + 5_000, points: 'fine', step: 5_000 }),
      ).toEqual([point('web-1', start, 0), point('web-2', start, 99)])
    })

    it('keeps fine points of servers for two hours, coarse ones as long as facts', async () => {
      const times = [T - 30 * HOUR, T - 3 * HOUR, T - HOUR]
      const points = times.map((time) => point('web-1', time, 1))
      await t.store.keepPulse(memory({ points: { fine: points, coarse: points } }))
      await t.store.retain({ olderThan: T - 24 * HOUR, maxSize: 1e9 })
      const all = { from: 0, to: T, step: 60_000 }
      expect(await t.store.serverPoints({ ...all, points: 'fine' })).toHaveLength(1)
      expect(await t.store.serverPoints({ ...all, points: 'coarse' })).toHaveLength(2)
    })
  })
}
