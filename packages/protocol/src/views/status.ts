import type { RedisStatus } from './pulse.ts'

/** A process that sends facts. */
export interface InstanceStatus {
  readonly instance: string
  readonly app: string
  readonly pid: number | null
  readonly runtime: string | null
  /** When its first and its newest batch came. */
  readonly firstSeen: number
  readonly lastSeen: number
  readonly facts: number
  /** Facts it had to drop. */
  readonly dropped: number
}

/** `GET /api/status`: the collector's own health. */
export interface CollectorStatus {
  readonly version: string
  /** Of the collector's process: another id means another life, and that live streams begin anew. */
  readonly id: string
  readonly startTime: number
  readonly time: number
  readonly instances: readonly InstanceStatus[]
  /** Apps whose pages told anything since the collector started, at most 100. Absent where there are none. */
  readonly pageApps?: readonly string[]
  readonly store: {
    readonly kind: string
    readonly spans: number
    readonly events: number
    readonly points: number
    /** Bytes on disk; null when it keeps nothing there. */
    readonly size: number | null
    /** Start of the oldest span kept; null when empty. */
    readonly oldest: number | null
    /** Facts removed by retention since the collector started. */
    readonly expired: number
  }
  /** Facts the agents had to drop, over all instances. */
  readonly dropped: number
  readonly rejectedBatches: number
  /** What pages told and could not be read, since the collector started; it was left out. Absent where there was none. */
  readonly brokenReports?: {
    readonly count: number
    readonly newest: {
      /** Name of the event. */
      readonly event: string
      readonly app: string
      readonly problem: string
      readonly time: number
    }
  }
  readonly streamClients: number
  /** Absent where no Redis is used. */
  readonly redis?: RedisStatus
}
