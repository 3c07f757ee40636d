import type { PulseHeartbeat, PulseMeta, PulseProcess, PulseSystem } from '@kymo/protocol'
import { T } from './facts.ts'

export interface HeartbeatOptions {
  readonly timestamp?: number
  readonly system?: Partial<PulseSystem>
  readonly process?: Partial<PulseProcess>
  readonly meta?: Partial<PulseMeta>
}

/** What a recorder tells of a process that has nothing to complain of. */
export function heartbeat({ timestamp = T, system, process, meta }: HeartbeatOptions = {}): PulseHeartbeat {
  return {
    v: 1,
    timestamp,
    system: {
      hostname: 'web-1',
      platform: 'linux',
      cpu_usage: 12.5,
      memory_total: 8_000_000_000,
      memory_free: 6_000_000_000,
      load_avg: [0.5, 0.4, 0.3],
      cpu_count: 4,
      disks: [{ path: '/', total: 100_000_000_000, free: 60_000_000_000 }],
      ...system,
    },
    process: {
      pid: 42,
      uptime: 100,
      cpu_usage: 20,
      memory_rss: 90_000_000,
      memory_heap: 40_000_000,
      memory_heap_total: 60_000_000,
      event_loop_delay: { p50: 10, p99: 20, max: 30 },
      event_loop_utilization: 0.2,
      gc_count: 2,
      gc_duration: 5,
      dropped: 0,
      ...process,
    },
    meta: {
      app_name: 'shop',
      environment: 'production',
      runtime: 'node',
      version: '1.0.0',
      role: 'server',
      interval: 5,
      ...meta,
    },
  }
}
