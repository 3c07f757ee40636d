import { type PulseHeartbeat, parseHeartbeat } from '@kymo/protocol'
import { afterEach, expect, test } from 'vitest'
import { HeartbeatCollector } from './heartbeat-collector.ts'
import { pulseIdentity } from './identity.ts'

const { meta } = pulseIdentity(
  { 'service.name': 'api', 'service.instance.id': 'a-1', 'deployment.environment.name': 'production' },
  'worker',
)
const collector = new HeartbeatCollector(meta)
afterEach(() => collector.stop())

test('a heartbeat is as the protocol has it, with figures of the time since the one before', async () => {
  collector.collect(0, false)
  await new Promise((resolve) => setTimeout(resolve, 100))
  const start = performance.now()
  let kept: unknown[] = []
  while (performance.now() - start < 300)
    kept = Array.from({ length: 1000 }, (_, i) => ({ i, kept: kept.length }))
  await new Promise((resolve) => setTimeout(resolve, 50))
  const heartbeat = collector.collect(7, true)
  const { value, problem } = parseHeartbeat(JSON.stringify(heartbeat))
  expect(problem).toBeUndefined()
  expect(value).toEqual(heartbeat)
  expect(heartbeat.meta).toEqual({
    app_name: 'api',
    environment: 'production',
    runtime: 'node',
    version: '',
    instance_id: 'a-1',
    role: 'worker',
    interval: 5,
    stopping: true,
  })
  const { process: figures } = heartbeat as Required<PulseHeartbeat>
  expect(figures).toMatchObject({ pid: process.pid, dropped: 7 })
  // The loop was held for 300 ms by this test itself, which made garbage all the while.
  expect(figures.event_loop_delay?.max).toBeGreaterThan(200)
  expect(figures.gc_count).toBeGreaterThan(0)
  expect(figures.event_loop_utilization).toBeGreaterThan(0.2)
  expect(figures.cpu_usage).toBeGreaterThan(0)
  expect(figures.memory_rss).toBeGreaterThan(figures.memory_heap)
})
