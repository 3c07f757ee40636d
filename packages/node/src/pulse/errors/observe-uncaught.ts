import { runningAgent } from '../../shared-agent.ts'
import type { PulseRecorder } from '../pulse-recorder.ts'
import { seenError } from './seen-error.ts'

/** Counts what nothing caught, unless an agent does. Changes nothing of what happens then. Returns how to undo it. */
export function observeUncaught(recorder: PulseRecorder): () => void {
  const monitor = (thrown: unknown): void => {
    if (runningAgent() === undefined) recorder.exception(thrown, seenError(thrown, undefined))
  }
  process.on('uncaughtExceptionMonitor', monitor)
  return () => process.off('uncaughtExceptionMonitor', monitor)
}
