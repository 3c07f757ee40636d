import type { PulseSource } from './meta.ts'

/**
 * What one process has seen of one group of errors, since it started: written again and again, with the same name, so
 * that nothing is counted twice. The group's count is the sum over its processes.
 */
export interface ErrorEntry {
  /** Of the protocol; absent it is 1. */
  readonly v?: number
  /** Names the group: up to 64 characters of `a-z 0-9 -`. Errors of one cause have the same, in every process. */
  readonly fingerprint: string
  /** Such as `TypeError`. */
  readonly type: string
  /** Of the newest; redacted. */
  readonly message: string
  readonly count: number
  /** Milliseconds since the Unix epoch. */
  readonly first_seen: number
  readonly last_seen: number
  /** Of a sample; redacted. */
  readonly stack?: string
  /** The request that the sample befell. */
  readonly method?: string
  readonly route?: string
  readonly url?: string
  readonly trace_id?: string
  readonly span_id?: string
  readonly source: PulseSource
}
