import type { SignalKind } from '@kymo/protocol'
import type { MonitorConfig } from '../monitors/monitor-config.ts'

export interface SignalTrackerConfig extends MonitorConfig<SignalEvent> {
  /**
   * Signals that it follows at a time, and things that it has seen of which it keeps the newest. What comes when there is
   * no room is followed once there is some. 1 to 100,000; default: 10,000
   */
  readonly maxEntries?: number
  /** Updates of one signal in one second from which it updates too often. Default: 100 */
  readonly excessiveUpdates?: number
  /** Called once a second at most for each signal that updates too often, after the script that does it has ended. */
  readonly onExcessive?: ((excess: SignalExcess) => void) | undefined
}

/** A signal that updated too often within one second. */
export interface SignalExcess {
  readonly id: number
  readonly name: string
  readonly kind: SignalKind
  readonly library: string
  /** Updates in that second when it became too much: `excessiveUpdates`. */
  readonly updates: number
  /** Milliseconds since the Unix epoch. */
  readonly time: number
}

/** Signals of which each depends on the next, and the last on the first; a signal also depends on the effect that wrote it. */
export interface SignalCycle {
  readonly signals: readonly { readonly id: number; readonly name: string }[]
}

/** Updates are counted, and not told one by one. All is told after the script that did it has ended. */
export type SignalEvent =
  | {
      readonly type: 'created' | 'gone'
      readonly id: number
      readonly name: string
      readonly kind: SignalKind
    }
  | { readonly type: 'excessive'; readonly excess: SignalExcess }
  | { readonly type: 'cycle'; readonly cycle: SignalCycle }

export const SIGNAL_TRACKER_DEFAULTS: Required<SignalTrackerConfig> = {
  enabled: false,
  maxEntries: 10_000,
  sampleRate: 1,
  excessiveUpdates: 100,
  onExcessive: undefined,
  onEvent: undefined,
}

/** Counts are since the tracker began, or was cleared. */
export interface SignalSummary {
  /** That live now. */
  readonly signals: number
  readonly created: number
  /** That were disposed, or that nothing holds any more. */
  readonly gone: number
  readonly updates: number
  /** Signals that have updated too often. */
  readonly excessive: number
  /** As the graph is. */
  readonly cycles: number
  /** Signals that came when there was no room. */
  readonly untracked: number
}
