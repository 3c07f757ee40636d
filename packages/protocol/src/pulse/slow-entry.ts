import type { PulseSource } from './meta.ts'

export const SLOW_KINDS = ['request', 'job'] as const
export type SlowKind = (typeof SLOW_KINDS)[number]

/** One request or job that took too long. The field `entry` of a stream entry holds it as JSON. */
export interface SlowEntry {
  /** Of the protocol; absent it is 1. */
  readonly v?: number
  /** When it began, milliseconds since the Unix epoch. */
  readonly timestamp: number
  readonly kind: SlowKind
  /** The HTTP method; absent for a job. */
  readonly method?: string
  /** The pattern of the route, such as `/users/:id`, or the job's name. */
  readonly route: string
  /** Path and query of this one, redacted. */
  readonly url?: string
  readonly status?: number
  /** Milliseconds. */
  readonly duration: number
  /** Milliseconds from which it counts as slow. */
  readonly threshold: number
  /** Its trace, as 32 hex digits. */
  readonly trace_id?: string
  /** Its span, as 16 hex digits. */
  readonly span_id?: string
  /** Headers, redacted; of a sample only. */
  readonly headers?: Readonly<Record<string, string>>
  readonly source: PulseSource
}
