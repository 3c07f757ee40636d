import { HEARTBEAT_POINT } from '@kymo/protocol'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { IngestQueue } from '../ingest/ingest-queue.ts'
import { MemoryStore } from '../store/memory/memory-store.ts'
import { StoreError } from '../store/store-error.ts'
import { batch, resource } from '../testing/facts.ts'
import { heartbeat } from '../testing/heartbeats.ts'
import { PulseMonitor } from './pulse-monitor.ts'

/** Refuses what it is given, as one does whose disk is full, until there is room. */
class FullStore extends MemoryStore {
  full = false

  override append(...given: Parameters<MemoryStore['append']>): ReturnType<MemoryStore['append']> {
    if (this.full) return Promise.reject(new StoreError('STORE_FULL', 'No room is left.'))
    return super.append(...given)
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('nobody becomes lost while the store takes nothing, and whoever is silent then does', async () => {
  const store = new FullStore()
  const queue: IngestQueue = new IngestQueue(store, (batches) => monitor.committed(batches), {
    waitingBytes: 1e6,
    factsInTransaction: 1000,
  })
  const monitor = await PulseMonitor.open({
    store,
    redis: undefined,
    keeps: () => queue.keeps,
    redisStatus: () => ({ state: 'off', problem: null, backlog: null, droppedFacts: 0, rejectedBatches: 0 }),
    alerts: () => [],
    wanted: () => false,
    publish: () => {},
    now: Date.now,
    monotonic: () => performance.now(),
    report: (error) => {
      throw error
    },
  })
  let sequence = 0
  const beat = async () => {
    const told = JSON.stringify(heartbeat({ timestamp: ++sequence }))
    const point = {
      fact: 'point' as const,
      name: HEARTBEAT_POINT,
      time: Date.now(),
      value: 0,
      attributes: { [HEARTBEAT_POINT]: told },
    }
    await queue.submit(batch([point], resource('shop', 'one'), sequence), 100).catch(() => undefined)
  }
  const state = () => monitor.view().processes.map(({ state }) => state)
  const pass = async (seconds: number, beats: boolean) => {
    for (let second = 0; second < seconds; second += 2) {
      if (beats) await beat()
      await vi.advanceTimersByTimeAsync(2000)
    }
  }
  await pass(10, true)
  store.full = true
  await pass(40, true)
  expect(state()).toEqual(['alive'])
  store.full = false
  await pass(10, true)
  expect(state()).toEqual(['alive'])
  await pass(20, false)
  expect(state()).toEqual(['lost'])
  await monitor.close()
})
