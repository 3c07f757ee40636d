import type { PulseRecorder } from './pulse-recorder.ts'

/** A process's pulse in Redis. */
export interface Pulse {
  /** False for one that is switched off or knows no Redis: there is none. */
  readonly enabled: boolean
  /** The `{id}` of its keys; empty where it is off. */
  readonly instanceId: string
  /** Says farewell and ends it; that of an agent ends with the agent. Never rejects. */
  stop(): Promise<void>
}

/** What all copies of this package in a process know of it. */
export interface SharedPulse extends Pulse {
  readonly recorder: PulseRecorder
}

export const NO_PULSE: Pulse = { enabled: false, instanceId: '', stop: () => Promise.resolve() }

/** Shared by all copies of this package in a process: a bundler makes its own of it. */
const KEY = Symbol.for('kymo.pulse')
const shared = globalThis as { [KEY]?: SharedPulse }

/** The one that this process has by now. */
export function runningPulse(): SharedPulse | undefined {
  return shared[KEY]
}

/** Makes it the process's. Returns how to undo it. */
export function sharePulse(pulse: SharedPulse): () => void {
  Object.defineProperty(shared, KEY, { value: pulse, configurable: true })
  return () => {
    if (shared[KEY] === pulse) delete shared[KEY]
  }
}
