import { HEARTBEAT_INTERVAL } from '@kymo/protocol'
import type { AgentScope } from '../context.ts'
import type { HeartbeatOutlet } from './heartbeat-outlet.ts'

/**
 * Calls `beat` as often as a process has heartbeats. Does not keep it alive. Returns how to end it.
 * @param ready called when what is told can be sent, and whenever it can be again
 */
export function keepRhythm(
  scope: AgentScope,
  outlet: Pick<HeartbeatOutlet, 'onReady'>,
  beat: () => void,
  ready: () => void,
): () => void {
  return scope.run(() => {
    const timer = setInterval(beat, HEARTBEAT_INTERVAL * 1000)
    timer.unref()
    const forget = outlet.onReady(ready)
    return () => {
      clearInterval(timer)
      forget()
    }
  })
}
