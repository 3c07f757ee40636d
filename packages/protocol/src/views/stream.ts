import type { Fact, Resource } from '../facts.ts'
import type { AlertStatus } from './alerts.ts'
import type { BrowserSection } from './browser.ts'
import type { SystemPulse } from './pulse.ts'
import type { SessionSummary } from './runtime.ts'
import type { CollectorStatus } from './status.ts'

/*
 * The events of `GET /api/stream` (Server-Sent Events). `?events=runtime,status,fact,system_pulse,alert` chooses; the default is
 * `runtime,status`. Every event has an id; a client that comes back with `Last-Event-ID` gets what it missed, or one
 * `reset` when that is no longer held, upon which it reads anew what it shows. `system_pulse` and `alert` have no id and
 * are not held: who opens a stream, or comes back, reads `GET /api/pulse` afterwards.
 */

/** `event: runtime`: what is new since the event before; at most five a second. */
export interface RuntimeUpdate {
  readonly time: number
  /** Sessions that began or gained facts, newest first. */
  readonly sessions: readonly SessionSummary[]
  /** Sessions that are none any more: the visit that their request belongs to became known. */
  readonly removed: readonly string[]
  readonly activeSessionId: string | null
  /** Requests, of those that performance metrics count, that ended since the event before. */
  readonly requests: number
  /** What of browsers is new: whoever shows it reads it anew. */
  readonly browser: readonly BrowserSection[]
}

/** `event: fact`: facts as they became durable. */
export interface FactUpdate {
  readonly resource: Resource
  readonly facts: readonly Fact[]
}

export interface StreamEvents {
  readonly runtime: RuntimeUpdate
  readonly status: CollectorStatus
  readonly fact: FactUpdate
  readonly system_pulse: SystemPulse
  /** One that has begun to fire, or is resolved. */
  readonly alert: AlertStatus
  readonly reset: { readonly reason: 'restarted' | 'too-old' }
}

export type StreamEventName = keyof StreamEvents
