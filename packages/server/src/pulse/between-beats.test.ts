import type { RedisStatus, SystemPulse } from '@kymo/protocol'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { MemoryStore } from '../store/memory/memory-store.ts'
import { PulseMonitor } from './pulse-monitor.ts'

const CONNECTED: RedisStatus = {
  state: 'connected',
  problem: null,
  backlog: null,
  droppedFacts: 0,
  rejectedBatches: 0,
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('what somebody was shown between two beats is taken back by the next', async () => {
  let redis = CONNECTED
  const told: SystemPulse[] = []
  const monitor = await PulseMonitor.open({
    store: new MemoryStore(Date.now, 1000),
    redis: undefined,
    keeps: () => true,
    redisStatus: () => redis,
    alerts: () => [],
    wanted: () => true,
    publish: (pulse) => told.push(pulse),
    now: Date.now,
    monotonic: () => performance.now(),
    report: (error) => {
      throw error
    },
  })
  const beat = async () => {
    await vi.advanceTimersByTimeAsync(2000)
    await monitor.snapshot()
    return told.splice(0).map((pulse) => pulse.redis?.state)
  }
  expect(await beat()).toEqual(['connected'])
  expect(await beat()).toEqual([])
  redis = { ...CONNECTED, state: 'failing', problem: 'Redis does not answer in time.' }
  expect((await monitor.snapshot()).redis.state).toBe('failing')
  redis = CONNECTED
  expect(await beat()).toEqual(['connected'])
  expect(await beat()).toEqual([])
  await monitor.close()
})
