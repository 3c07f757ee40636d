import { processWide } from '../process-wide.ts'
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

/** The process's pulse. */
export const { get: runningPulse, share: sharePulse } = processWide<SharedPulse>('kymo.pulse')
