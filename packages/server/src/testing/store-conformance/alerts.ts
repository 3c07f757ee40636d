import type { AlertStatus } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import type { AlertMemory, AlertMessage } from '../../store/alert-rows.ts'
import { T } from '../facts.ts'
import type { StoreUnderTest } from './store-under-test.ts'

function alert(id: string, told: Partial<AlertStatus> = {}): AlertStatus {
  return {
    id,
    rule: 'CPU',
    when: 'cpu',
    state: 'firing',
    subject: 'web-1',
    message: 'web-1: CPU 94 % (over 80 % for 2 min)',
    value: 94.25,
    threshold: 80,
    since: T,
    firedAt: T + 120_000,
    resolvedAt: null,
    ...told,
  }
}

function message(id: string, time: number, of = alert('a')): AlertMessage {
  return { id, hook: 'h1', time, alert: of }
}

function memory(of: Partial<AlertMemory>): AlertMemory {
  return { alerts: [], forgotten: [], messages: [], settled: [], ...of }
}

export function describeAlerts(t: StoreUnderTest): void {
  describe('alerts', () => {
    const ids = async () => (await t.store.keptAlerts()).alerts.map(({ id }) => id).sort()
    const messages = async () => (await t.store.keptAlerts()).messages.map(({ id }) => id)

    it('are remembered by id; what became of one takes the place of what it was', async () => {
      expect(await t.store.keptAlerts()).toEqual({ alerts: [], messages: [] })
      await t.store.keepAlerts(memory({ alerts: [alert('a'), alert('b'), alert('c')] }))
      const over = alert('b', { state: 'resolved', resolvedAt: T + 300_000, value: null })
      await t.store.keepAlerts(memory({ alerts: [over], forgotten: ['a', 'nobody'] }))
      expect(await ids()).toEqual(['b', 'c'])
      expect((await t.store.keptAlerts()).alerts).toContainEqual(over)
    })

    it('are remembered over a restart, with what is still to be sent of them, in its order', async () => {
      const hostile = alert("x'; DROP TABLE alerts; -- <b>", { subject: '\u2028"\\' })
      const told = [message('a:firing', T, hostile), message('a:resolved', T + 1)]
      await t.store.keepAlerts(memory({ alerts: [hostile], messages: told }))
      await t.reopen?.()
      expect(await t.store.keptAlerts()).toEqual({ alerts: [hostile], messages: told })
    })

    it('are not sent again once that is settled', async () => {
      await t.store.keepAlerts(memory({ messages: [message('a', T), message('b', T + 1)] }))
      await t.store.keepAlerts(memory({ settled: ['a', 'nobody'], messages: [message('c', T + 2)] }))
      expect(await messages()).toEqual(['b', 'c'])
    })

    it('stay when facts are removed for their age or size', async () => {
      await t.store.keepAlerts(memory({ alerts: [alert('a')], messages: [message('m', T)] }))
      await t.store.retain({ olderThan: T + 1e9, maxSize: 0 })
      expect(await ids()).toEqual(['a'])
      expect(await messages()).toEqual(['m'])
    })
  })
}
