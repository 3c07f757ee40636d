import type { PulseHeartbeat, PulseState } from '@kymo/protocol'

export const PULSE_WAYS = ['http', 'redis'] as const
/** How heartbeats come. */
export type PulseWay = (typeof PULSE_WAYS)[number]

/** A process as its newest heartbeat left it. */
export interface PulseProcessRow {
  /** Unique. */
  readonly id: string
  readonly way: PulseWay
  readonly state: PulseState
  /** Milliseconds since the Unix epoch, by the collector's clock. */
  readonly lastSeen: number
  readonly heartbeat: PulseHeartbeat
}

/** Milliseconds between the points of a server: the fine ones are kept for `FINE_POINTS_AGE`, the coarse as facts are. */
export const POINT_STEPS = { fine: 5_000, coarse: 60_000 } as const
/** Milliseconds. */
export const FINE_POINTS_AGE = 2 * 60 * 60 * 1000

/** How a server was, on average over a step; `null` where nobody told. */
export interface ServerPoint {
  readonly server: string
  /** Start of the step, milliseconds since the Unix epoch. */
  readonly time: number
  /** Percent. */
  readonly cpu: number | null
  /** Percent. */
  readonly memory: number | null
  /** Milliseconds. */
  readonly eventLoopDelay: number | null
}

export interface ServerPointQuery {
  /** Default: every server. */
  readonly server?: string | undefined
  /** `from` ≤ time < `to` */
  readonly from: number
  readonly to: number
  /** Which points are looked at. */
  readonly points: keyof typeof POINT_STEPS
  /** Milliseconds that one point of the answer stands for: a multiple of theirs. */
  readonly step: number
}

/** What is to be remembered of the fleet, at once. */
export interface PulseMemory {
  /** Take the place of those with the same ids. */
  readonly processes: readonly PulseProcessRow[]
  /** Ids of processes that are to be forgotten. */
  readonly forgotten: readonly string[]
  readonly points: Readonly<Record<keyof typeof POINT_STEPS, readonly ServerPoint[]>>
}
