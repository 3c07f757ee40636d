import type { HttpBindings } from '@hono/node-server'
import type { Access, CollectorStatus } from '@kymo/protocol'
import type { AlertMonitor } from '../alerts/alert-monitor.ts'
import type { IngestQueue } from '../ingest/ingest-queue.ts'
import type { LiveHub } from '../live/live-hub.ts'
import type { PulseErrorReader } from '../pulse/pulse-error-reader.ts'
import type { PulseMonitor } from '../pulse/pulse-monitor.ts'
import type { SlowReader } from '../pulse/slow-reader.ts'
import type { ErrorReader } from '../reads/error-reader.ts'
import type { SessionReader } from '../reads/session-reader.ts'
import type { Store } from '../store/store.ts'

/** What the API's routes answer from. */
export interface ApiContext {
  readonly store: Store
  readonly reader: SessionReader
  readonly errors: ErrorReader
  readonly hub: LiveHub
  readonly queue: IngestQueue
  readonly pulse: PulseSource
  readonly alerts: AlertMonitor
  readonly now: () => number
  /** Milliseconds. */
  readonly slowThreshold: number
  readonly status: () => Promise<CollectorStatus>
  /** A batch was refused. */
  readonly rejected: () => void
  /** Something failed that should not have. */
  readonly report: (error: unknown) => void
}

/** What is known of the fleet. */
export interface PulseSource {
  readonly monitor: PulseMonitor
  readonly slow: SlowReader
  readonly errors: PulseErrorReader
}

/** Types of hono's context: Node's own request and response are at hand. */
export interface ApiEnv {
  Bindings: HttpBindings
  Variables: {
    /** Who asks; below `/api/` it is known. */
    access: Access
  }
}
