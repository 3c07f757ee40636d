import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  type ErrorEntry,
  errorKey,
  errorsKey,
  HEARTBEAT_TTL,
  heartbeatKey,
  type PulseHeartbeat,
  type PulseMeta,
  type PulseProcess,
  type PulseSystem,
  SLOW_FIELD,
  type SlowEntry,
  slowKey,
} from '@kymo/protocol'
import type { RedisServer } from '../../tests/support/redis.ts'

const GB = 1e9
/** Milliseconds between two heartbeats. */
const BEAT = 500

/** What a process tells, but for what all have in common. */
export interface Told {
  readonly system?: Partial<PulseSystem>
  readonly process?: Partial<PulseProcess>
  readonly meta?: Partial<PulseMeta>
}

/** Processes that write their pulse into Redis, as recorders do. */
export class Fleet {
  readonly #redis: RedisServer
  readonly #processes = new Map<string, () => PulseHeartbeat>()
  readonly #timer: NodeJS.Timeout
  #writing: Promise<void> = Promise.resolve()

  constructor(redis: RedisServer) {
    this.#redis = redis
    this.#timer = setInterval(() => {
      this.#writing = this.#writing.then(() => this.#beat())
    }, BEAT)
  }

  /** From now on a process tells of itself; `told` is asked at every heartbeat. */
  async run(host: string, told: Told | (() => Told) = {}, id = host): Promise<void> {
    const beat = () => heartbeat(host, id, typeof told === 'function' ? told() : told)
    this.#processes.set(id, beat)
    await this.write([setHeartbeat(id, beat())])
  }

  /** A process of which nothing was heard for so long, in milliseconds: at most the 30 s for which Redis keeps it. */
  async silent(host: string, age: number, told: Told = {}, id = host): Promise<void> {
    await this.write([setHeartbeat(id, heartbeat(host, id, told), age)])
  }

  /** It is heard of no more. */
  kill(id: string): void {
    this.#processes.delete(id)
  }

  /** It ends in order. */
  async leave(id: string): Promise<void> {
    const beat = this.#processes.get(id)?.()
    this.#processes.delete(id)
    await this.#writing
    if (beat === undefined) throw new Error(`${id} does not run`)
    await this.write([setHeartbeat(id, { ...beat, meta: { ...beat.meta, stopping: true } })])
  }

  async slow(entries: readonly Partial<SlowEntry>[], host = 'web-1'): Promise<void> {
    await this.write(
      entries.map((entry) => {
        const full: SlowEntry = {
          v: 1,
          timestamp: Date.now() - 1000,
          kind: 'request',
          method: 'GET',
          route: '/search',
          url: '/search?q=tea',
          status: 200,
          duration: 2400,
          threshold: 1000,
          source: source(host),
          ...entry,
        }
        return [
          'XADD',
          slowKey(full.source.app_name),
          'MAXLEN',
          '~',
          '1000',
          '*',
          SLOW_FIELD,
          JSON.stringify(full),
        ]
      }),
    )
  }

  async errors(entries: readonly Partial<ErrorEntry>[], host = 'web-1'): Promise<void> {
    await this.write(
      entries.flatMap((entry) => {
        const full: ErrorEntry = {
          v: 1,
          fingerprint: 'e1',
          type: 'TypeError',
          message: 'price is undefined',
          count: 3,
          first_seen: Date.now() - 600_000,
          last_seen: Date.now() - 2000,
          stack: 'TypeError: price is undefined\n    at priceOf (src/price.ts:12:9)',
          method: 'GET',
          route: '/product/:id',
          source: source(host),
          ...entry,
        }
        const { app_name: app, instance_id: id } = full.source
        return [
          ['ZADD', errorsKey(app), String(full.last_seen), full.fingerprint],
          ['HSET', errorKey(app, full.fingerprint), id, JSON.stringify(full)],
        ]
      }),
    )
  }

  async end(): Promise<void> {
    clearInterval(this.#timer)
    await this.#writing
  }

  /** Runs commands, one after the other. */
  async write(commands: readonly (readonly string[])[]): Promise<void> {
    if (commands.length === 0) return
    const client = spawn('redis-cli', ['-p', String(this.#redis.port), '--pipe'], {
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    client.stdin.end(commands.map(encoded).join(''))
    const [code] = await once(client, 'exit')
    if (code !== 0) throw new Error(`redis-cli ended with ${code}`)
  }

  async #beat(): Promise<void> {
    await this.write([...this.#processes].map(([id, beat]) => setHeartbeat(id, beat())))
  }
}

/** A command as Redis reads it. */
function encoded(command: readonly string[]): string {
  const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`)
  return `*${command.length}\r\n${parts.join('')}`
}

/** @param age milliseconds that it is old: what Redis still keeps it for tells */
function setHeartbeat(id: string, beat: PulseHeartbeat, age = 0): string[] {
  const left = HEARTBEAT_TTL * 1000 - age
  return ['SET', heartbeatKey(beat.meta.app_name, id), JSON.stringify(beat), 'PX', String(left)]
}

export function source(host: string, app = 'shop'): SlowEntry['source'] {
  return {
    app_name: app,
    environment: 'production',
    runtime: 'node',
    version: '1.4.2',
    hostname: host,
    instance_id: host,
  }
}

function heartbeat(host: string, id: string, { system, process, meta }: Told): PulseHeartbeat {
  return {
    v: 1,
    timestamp: Date.now(),
    system: {
      hostname: host,
      platform: 'linux',
      cpu_usage: 34,
      memory_total: 8 * GB,
      memory_free: 4 * GB,
      load_avg: [0.42, 0.38, 0.3],
      cpu_count: 4,
      container: false,
      disks: [{ path: '/', total: 100 * GB, free: 62 * GB }],
      ...system,
    },
    process: {
      pid: 4000 + (Number(/\d+$/.exec(id)?.[0]) || 0),
      uptime: 302_400,
      cpu_usage: 41,
      memory_rss: 182e6,
      memory_heap: 91e6,
      memory_heap_total: 120e6,
      event_loop_delay: { p50: 10.2, p99: 14.8, max: 31 },
      event_loop_utilization: 0.31,
      gc_count: 4,
      gc_duration: 12,
      dropped: 0,
      ...process,
    },
    meta: {
      app_name: 'shop',
      environment: 'production',
      runtime: 'node',
      version: '1.4.2',
      instance_id: id,
      role: 'server',
      interval: 1,
      ...meta,
    },
  }
}
