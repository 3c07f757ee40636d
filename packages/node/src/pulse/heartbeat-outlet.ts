import { HEARTBEAT_POINT, HEARTBEAT_TTL, heartbeatKey, type PulseHeartbeat } from '@kymo/protocol'
import type { FactSink } from '../recorder.ts'
import type { RedisLink } from '../redis/redis-link.ts'
import type { PulseIdentity } from './identity.ts'

/** Milliseconds. A script that does not live longer has no pulse: to deliver one would hold up its end. */
const SETTLING = 2000

/** Where heartbeats go. */
export interface HeartbeatOutlet {
  /** While false nothing is collected. */
  readonly ready: boolean
  /** Calls the listener when the first can be sent, and whenever it can be again. Returns how to undo it. */
  onReady(listener: () => void): () => void
  /** Resolves when it has arrived, or can't. */
  send(heartbeat: PulseHeartbeat): Promise<void>
}

export function redisOutlet(link: RedisLink, { app, instanceId }: PulseIdentity): HeartbeatOutlet {
  const key = heartbeatKey(app, instanceId)
  return {
    get ready() {
      return link.ready
    },
    onReady(listener) {
      if (link.ready) listener()
      return link.onReady(listener)
    },
    async send(heartbeat) {
      try {
        await link.command('SET', key, JSON.stringify(heartbeat), 'EX', HEARTBEAT_TTL)
      } catch {
        // The link has told it; the next one says all that this one did.
      }
    },
  }
}

/** With the facts, where there is no Redis. */
export function factsOutlet(sink: FactSink): HeartbeatOutlet {
  return {
    ready: true,
    onReady(listener) {
      const timer = setTimeout(listener, SETTLING)
      timer.unref()
      return () => clearTimeout(timer)
    },
    send(heartbeat) {
      sink.writePoint({
        name: HEARTBEAT_POINT,
        time: heartbeat.timestamp,
        value: heartbeat.process.cpu_usage,
        attributes: { [HEARTBEAT_POINT]: JSON.stringify(heartbeat) },
      })
      return Promise.resolve()
    },
  }
}
