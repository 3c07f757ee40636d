import {
  type ErrorEntry,
  errorKey,
  errorsKey,
  heartbeatKey,
  type PulseHeartbeat,
  type SlowEntry,
  slowKey,
} from '@kymo/protocol'
import { Cluster, Redis } from 'ioredis'
import { type HeartbeatOptions, heartbeat } from './heartbeats.ts'

/** Puts into Redis what recorders put there. */
export class FleetRedis {
  readonly client: Redis | Cluster
  #timestamp = 1_000

  /** @param address of a server, or of several nodes of a cluster */
  constructor(address: string | readonly { readonly host: string; readonly port: number }[]) {
    this.client = typeof address === 'string' ? new Redis(address) : new Cluster([...address])
    this.client.on('error', () => undefined)
  }

  /** A new heartbeat. */
  async beat(id: string, options: HeartbeatOptions = {}): Promise<PulseHeartbeat> {
    const told = heartbeat({ timestamp: ++this.#timestamp, ...options })
    await this.client.set(heartbeatKey(told.meta.app_name, id), JSON.stringify(told), 'EX', 30)
    return told
  }

  async slow(entry: SlowEntry): Promise<void> {
    const json = JSON.stringify(entry)
    await this.client.xadd(slowKey(entry.source.app_name), 'MAXLEN', '~', 1000, '*', 'entry', json)
  }

  async error(entry: ErrorEntry): Promise<void> {
    const { source, fingerprint } = entry
    await this.client.zadd(errorsKey(source.app_name), entry.last_seen, fingerprint)
    await this.client.hset(errorKey(source.app_name, fingerprint), source.instance_id, JSON.stringify(entry))
  }

  close(): void {
    this.client.disconnect()
  }
}
