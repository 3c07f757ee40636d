import type { PulseDisk, PulseEventLoopDelay } from '../pulse/heartbeat.ts'
import type { PulseRole, PulseSource } from '../pulse/meta.ts'
import type { PulseProblemCode } from '../pulse/parse-pulse.ts'
import type { SlowKind } from '../pulse/slow-entry.ts'
import type { AlertStatus } from './alerts.ts'
import type { Percentiles, TimeWindow } from './performance.ts'

/*
 * What `GET /api/pulse` and its neighbours answer, and what `system_pulse` tells. All times are milliseconds since the
 * Unix epoch by the collector's clock, all durations milliseconds, all sizes bytes; `null` says that the figure is not
 * known. `?app=` and `?environment=` narrow every one of them.
 */

/**
 * - `alive`: its heartbeats come.
 * - `lost`: they have stopped, and nobody said goodbye.
 * - `left`: it ended in order.
 */
export type PulseState = 'alive' | 'lost' | 'left'

/** A run of one process. */
export interface ProcessPulse {
  /** `service.instance.id`, or what its recorder made up. */
  readonly id: string
  readonly app: string
  readonly environment: string
  readonly hostname: string
  readonly pid: number
  readonly role: PulseRole
  readonly runtime: string
  /** The app's; empty where it has none. */
  readonly version: string
  readonly state: PulseState
  readonly lastSeen: number
  /** Seconds, at its last heartbeat. */
  readonly uptime: number
  /** Percent of one processor. */
  readonly cpu: number
  readonly rss: number
  readonly heapUsed: number
  readonly heapTotal: number | null
  readonly eventLoopDelay: PulseEventLoopDelay | null
  /** 0 to 1 */
  readonly eventLoopUtilization: number | null
  /** Share of the time that garbage collection took, 0 to 1. */
  readonly gcShare: number | null
  /** Facts that its agent had to drop. */
  readonly dropped: number
}

/** A machine or container, as its processes tell of it. */
export interface ServerPulse {
  /** Its host name. */
  readonly id: string
  readonly platform: string
  /** Alive while one of its processes is; else as that of which it was heard last. */
  readonly state: PulseState
  readonly lastSeen: number
  readonly apps: readonly string[]
  readonly environments: readonly string[]
  readonly runtimes: readonly string[]
  /** Of the apps on it. */
  readonly versions: readonly string[]
  /** Percent of all its processors, 0 to 100. */
  readonly cpu: number
  readonly cpuCount: number | null
  readonly memoryTotal: number
  readonly memoryFree: number
  readonly loadAverage: readonly number[]
  readonly container: boolean
  readonly disks: readonly PulseDisk[]
  /** Of the process that is worst off. */
  readonly eventLoopDelayP99: number | null
  /** Seconds, of the process that runs longest. */
  readonly uptime: number
  readonly processes: readonly string[]
}

/** What a score is made of. */
export const HEALTH_PARTS = ['availability', 'errors', 'latency', 'saturation', 'responsiveness'] as const
export type HealthPartName = (typeof HEALTH_PARTS)[number]

export interface HealthPart {
  readonly name: HealthPartName
  /** 0 to 100; null when nothing is known of it, and then it does not weigh. */
  readonly score: number | null
  /** Share of the whole, 0 to 1. Those of all parts add up to 1. */
  readonly weight: number
  /** In one line what the score comes from, such as `2 of 3 processes answer`. */
  readonly reason: string
}

export interface Health {
  /** 0 to 100; null when no part is known. */
  readonly score: number | null
  readonly parts: readonly HealthPart[]
}

/** Requests over a window, from mergeable sketches: percentiles are right to 1 %. */
export interface TrafficFigures {
  readonly requests: number
  readonly errors: number
  readonly slow: number
  readonly percentiles: Percentiles
}

/** One app in one environment: what the heartbeats of its processes and its requests add up to. */
export interface AppPulse {
  /** `<app>@<environment>` */
  readonly id: string
  readonly app: string
  readonly environment: string
  readonly versions: readonly string[]
  readonly servers: number
  readonly processes: { readonly alive: number; readonly lost: number }
  /** Percent of the processors of its servers. */
  readonly cpu: { readonly average: number; readonly highest: number } | null
  /** Resident memory of its processes together. */
  readonly rss: number
  /** Of the last five minutes. */
  readonly traffic: TrafficFigures
  readonly health: Health
}

/** The way that facts and heartbeats come by. */
export interface RedisStatus {
  /** `off` where no Redis is used. */
  readonly state: 'off' | 'connecting' | 'connected' | 'failing'
  /** Why it fails, for people; without secrets. */
  readonly problem: string | null
  /** Batches of facts that no collector has taken over yet; null while it is not known. */
  readonly backlog: { readonly batches: number; readonly bytes: number } | null
  /** Facts that had to make room in Redis before any collector took them over. */
  readonly droppedFacts: number
  /** Entries of the facts stream that could not be read. */
  readonly rejectedBatches: number
}

/** Payloads that could not be read, or, with `PULSE_TOO_MANY`, processes beyond those that are looked at. */
export interface SkippedPayload {
  readonly key: string
  readonly code: PulseProblemCode
  readonly message: string
  /** How often since the collector started. */
  readonly count: number
  readonly lastSeen: number
}

/** Newest last; all lists have the same length. */
export interface PulseHistory {
  readonly time: readonly number[]
  /** Percent. */
  readonly cpu: readonly (number | null)[]
  /** Percent. */
  readonly memory: readonly (number | null)[]
}

/** `GET /api/pulse` */
export interface PulseSnapshot {
  readonly time: number
  /** Lost ones first, then by name. One that left is shown for ten minutes, one that is lost for a day. */
  readonly servers: readonly ServerPulse[]
  readonly processes: readonly ProcessPulse[]
  readonly apps: readonly AppPulse[]
  readonly alerts: readonly AlertStatus[]
  readonly redis: RedisStatus
  /** At most 50, newest first. */
  readonly skipped: readonly SkippedPayload[]
  /** By the server's id: the last five minutes, of the first thousand servers. */
  readonly history: Readonly<Record<string, PulseHistory>>
}

/**
 * `event: system_pulse`, every two seconds when something changed: what is here takes the place of what a reader has
 * under the same id. Figures that change alone by the passing of time, such as ages, are not changes.
 */
export interface SystemPulse {
  readonly time: number
  readonly servers: readonly ServerPulse[]
  readonly processes: readonly ProcessPulse[]
  readonly apps: readonly AppPulse[]
  /** Ids that are gone. */
  readonly removed: {
    readonly servers: readonly string[]
    readonly processes: readonly string[]
    readonly apps: readonly string[]
  }
  /** Present when they changed. */
  readonly redis?: RedisStatus
  readonly skipped?: readonly SkippedPayload[]
  readonly alerts?: readonly AlertStatus[]
}

/** `GET /api/pulse/history?server=…&window=1h` */
export interface ServerHistory extends PulseHistory {
  readonly window: TimeWindow
  readonly step: number
  readonly eventLoopDelayP99: readonly (number | null)[]
}

export interface TrafficBucket extends TrafficFigures {
  /** Start of the bucket. */
  readonly time: number
}

export interface TrafficRouteRow extends TrafficFigures {
  readonly app: string
  readonly environment: string
  readonly method: string
  readonly route: string
  readonly max: number
}

/** `GET /api/pulse/traffic?window=1h`; windows are whole minutes. */
export interface Traffic {
  readonly window: TimeWindow
  /** Length of a bucket: a multiple of a minute. */
  readonly step: number
  /** Oldest first. A bucket without a request is left out. */
  readonly buckets: readonly TrafficBucket[]
  readonly total: TrafficFigures
  /** At most 100, highest p95 first. */
  readonly routes: readonly TrafficRouteRow[]
}

/** A row of `GET /api/pulse/slow?window=1h&limit=50`, newest first. */
export interface SlowRow {
  readonly id: string
  readonly time: number
  readonly kind: SlowKind
  readonly method: string | null
  readonly route: string
  /** Path and query, redacted. */
  readonly url: string | null
  readonly statusCode: number | null
  readonly duration: number
  readonly threshold: number
  /** Null where this collector has no facts of it. */
  readonly traceId: string | null
  readonly headers: Readonly<Record<string, string>> | null
  readonly source: PulseSource
}

/** A row of `GET /api/pulse/errors?window=1h&limit=50`, newest first. */
export interface ErrorRow {
  readonly fingerprint: string
  readonly app: string
  readonly environment: string
  readonly type: string
  readonly message: string
  /** Over all processes that still tell of it. */
  readonly count: number
  readonly firstSeen: number
  readonly lastSeen: number
  /** Of the newest sample. */
  readonly stack: string | null
  readonly method: string | null
  readonly route: string | null
  readonly url: string | null
  readonly traceId: string | null
  readonly runtimes: readonly string[]
  readonly servers: readonly string[]
}
