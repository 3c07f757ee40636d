import type { ProcessPulse, PulseState, ServerPulse } from '@kymo/protocol'
import { groupBy } from '../queries/group-by.ts'
import { distinct } from './distinct.ts'
import type { TrackedProcess } from './process-table.ts'

/** Servers and processes as they are shown: lost ones first, then by name. */
export interface Fleet {
  readonly servers: readonly ServerPulse[]
  readonly processes: readonly ProcessPulse[]
}

/** Of the processes whose heartbeats are known. */
export function fleetOf(tracked: Iterable<TrackedProcess>): Fleet {
  const all = [...tracked]
  return {
    servers: [...groupBy(all, ({ heartbeat }) => heartbeat.system.hostname)]
      .map(([id, of]) => serverOf(id, of))
      .sort((a, b) => lostFirst(a, b) || compare(a.id, b.id)),
    processes: all
      .map(processOf)
      .sort(
        (a, b) =>
          lostFirst(a, b) || compare(a.app, b.app) || compare(a.hostname, b.hostname) || compare(a.id, b.id),
      ),
  }
}

function processOf({ id, state, lastSeen, heartbeat }: TrackedProcess): ProcessPulse {
  const { system, process, meta } = heartbeat
  return {
    id,
    app: meta.app_name,
    environment: meta.environment,
    hostname: system.hostname,
    pid: process.pid,
    role: meta.role ?? 'server',
    runtime: meta.runtime,
    version: meta.version,
    state,
    lastSeen,
    uptime: process.uptime,
    cpu: process.cpu_usage,
    rss: process.memory_rss,
    heapUsed: process.memory_heap,
    heapTotal: process.memory_heap_total ?? null,
    eventLoopDelay: process.event_loop_delay ?? null,
    eventLoopUtilization: process.event_loop_utilization ?? null,
    gcShare:
      process.gc_duration === undefined
        ? null
        : Math.min(1, process.gc_duration / ((meta.interval ?? 5) * 1000)),
    dropped: process.dropped ?? 0,
  }
}

function serverOf(id: string, processes: readonly TrackedProcess[]): ServerPulse {
  const newest = processes.reduce((a, b) => (b.lastSeen > a.lastSeen ? b : a))
  const alive = processes.filter(({ state }) => state === 'alive')
  const told = alive.length > 0 ? alive : processes
  const { system } = told.reduce((a, b) => (b.lastSeen > a.lastSeen ? b : a)).heartbeat
  const of = (name: 'app_name' | 'environment' | 'runtime' | 'version') =>
    distinct(told.map(({ heartbeat }) => heartbeat.meta[name]))
  const delays = told.flatMap(({ heartbeat }) => heartbeat.process.event_loop_delay?.p99 ?? [])
  return {
    id,
    platform: system.platform,
    // Who was heard last says how it ended: one that left long before the others were lost does not.
    state: alive.length > 0 ? 'alive' : newest.state,
    lastSeen: newest.lastSeen,
    apps: of('app_name'),
    environments: of('environment'),
    runtimes: of('runtime'),
    versions: of('version'),
    cpu: system.cpu_usage,
    cpuCount: system.cpu_count ?? null,
    memoryTotal: system.memory_total,
    memoryFree: Math.min(system.memory_free, system.memory_total),
    loadAverage: system.load_avg,
    container: system.container ?? false,
    disks: system.disks ?? [],
    eventLoopDelayP99: delays.length === 0 ? null : delays.reduce((a, b) => Math.max(a, b)),
    uptime: told.map(({ heartbeat }) => heartbeat.process.uptime).reduce((a, b) => Math.max(a, b)),
    processes: processes.map((process) => process.id).sort(),
  }
}

/** Percent of a memory or a disk; null for one of no size. */
export function percentUsed(total: number, free: number): number | null {
  return total > 0 ? ((total - Math.min(free, total)) / total) * 100 : null
}

function lostFirst(a: { readonly state: PulseState }, b: { readonly state: PulseState }): number {
  return Number(b.state === 'lost') - Number(a.state === 'lost')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
