import type { BatchHeader } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { resource, T } from '../testing/facts.ts'
import { InstanceLedger } from './instance-ledger.ts'

const page = (i: number): BatchHeader => ({
  resource: { ...resource('shop', `browser:${i}`), 'kymo.runtime': 'browser' },
  sequence: 1,
  dropped: 0,
})
const agent: BatchHeader = { resource: resource('shop', 'agent'), sequence: 1, dropped: 3 }

describe('the ledger of instances', () => {
  it('remembers the newest pages, and every process', () => {
    const ledger = new InstanceLedger()
    ledger.record(agent, 1, T)
    for (let i = 0; i < 5000; i++) ledger.record(page(i), 1, T + i)
    expect(ledger.has(agent)).toBe(true)
    const known = Array.from({ length: 5000 }, (_, i) => ledger.has(page(i)))
    expect(known.slice(-900).every(Boolean)).toBe(true)
    expect(known.filter(Boolean).length).toBeLessThanOrEqual(1000)
  })

  it('counts what pages lost that it does not remember', () => {
    const ledger = new InstanceLedger(10)
    for (let i = 0; i < 100; i++) ledger.record({ ...page(i), dropped: 1 }, 1, T + i)
    expect(ledger.dropped).toBe(100)
    ledger.forget(T + 1000)
    expect(ledger.dropped).toBeLessThan(100)
  })

  it('lists processes only, and counts the losses of all', () => {
    const ledger = new InstanceLedger()
    ledger.record(agent, 1, T)
    ledger.record({ ...page(1), dropped: 4 }, 1, T)
    expect(ledger.list().map(({ instance }) => instance)).toEqual(['agent'])
    expect(ledger.dropped).toBe(7)
  })
})
