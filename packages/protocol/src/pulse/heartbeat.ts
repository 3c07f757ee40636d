import type { PulseMeta } from './meta.ts'

/** One file system. */
export interface PulseDisk {
  /** Where it is mounted. */
  readonly path: string
  /** Bytes. */
  readonly total: number
  /** Bytes that the process's user may still write. */
  readonly free: number
}

/** The machine, or the container whose limits apply to the process. */
export interface PulseSystem {
  readonly hostname: string
  /** Such as `linux`, `darwin`, `win32`. */
  readonly platform: string
  /** Percent of all its processors since the heartbeat before, 0 to 100. */
  readonly cpu_usage: number
  /** Bytes. */
  readonly memory_total: number
  /** Bytes that programs can still have: caches that can be given up count as free. */
  readonly memory_free: number
  /** Over 1, 5 and 15 minutes. Zeros where the platform has none. */
  readonly load_avg: readonly number[]
  /** Processors; a fraction where a container may use a part of one. */
  readonly cpu_count?: number
  /** True where the figures are a container's. */
  readonly container?: boolean
  readonly disks?: readonly PulseDisk[]
}

/** How late the event loop was, in milliseconds, since the heartbeat before. */
export interface PulseEventLoopDelay {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export interface PulseProcess {
  readonly pid: number
  /** Seconds. */
  readonly uptime: number
  /** Percent of one processor since the heartbeat before; more than 100 where it uses several. */
  readonly cpu_usage: number
  /** Bytes. */
  readonly memory_rss: number
  /** Bytes of the heap in use. */
  readonly memory_heap: number
  /** Bytes that the heap has taken. */
  readonly memory_heap_total?: number
  readonly event_loop_delay?: PulseEventLoopDelay
  /** Share of the time that the event loop was at work, 0 to 1. */
  readonly event_loop_utilization?: number
  /** Garbage collections since the heartbeat before. */
  readonly gc_count?: number
  /** Milliseconds that they took. */
  readonly gc_duration?: number
  /** Facts that its agent has had to drop since it started. */
  readonly dropped?: number
}

/** The state of one process and of the machine it runs on. Its key is gone 30 s after the last. */
export interface PulseHeartbeat {
  /** Of the protocol; absent it is 1. */
  readonly v?: number
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number
  readonly system: PulseSystem
  readonly process: PulseProcess
  readonly meta: PulseMeta
}
