import {
  HEARTBEAT_TTL,
  type PulseHeartbeat,
  type PulseProblem,
  parseHeartbeat,
  parsePulseKey,
} from '@kymo/protocol'
import type { RedisLink } from '../redis/redis-link.ts'
import { COMMANDS, inTurns, type KeyText, readTexts, scanPulseKeys } from './pulse-keys.ts'

export interface FoundHeartbeat {
  readonly key: string
  /** Of the process. */
  readonly id: string
  readonly heartbeat: PulseHeartbeat
  /** Milliseconds since it was written, by what is left of its key's life; 0 where that says nothing. */
  readonly age: number
}

export interface HeartbeatScan {
  readonly heartbeats: readonly FoundHeartbeat[]
  readonly problems: readonly { readonly key: string; readonly problem: PulseProblem }[]
  /** Processes beyond those that are looked at. */
  readonly beyond: number
}

/**
 * Finds the heartbeats of all processes, on every master of a cluster: at most 10,000, the rest is counted.
 * @throws when Redis does not answer
 */
export async function scanHeartbeats(redis: RedisLink): Promise<HeartbeatScan> {
  const { heartbeats: keys, beyond } = await scanPulseKeys(redis)
  const reader = new HeartbeatReader(redis)
  reader.add(keys)
  const { heartbeats, problems, failure } = await reader.read()
  if (failure !== undefined) throw failure
  return { heartbeats, problems, beyond }
}

export interface ReadHeartbeats extends Omit<HeartbeatScan, 'beyond'> {
  /** Why there may be more: Redis, or a part of it, did not answer. */
  readonly failure: unknown
}

/**
 * Milliseconds for which a key that is gone is still looked for. Whoever comes back, or all of them after Redis was away,
 * need not be searched for among all keys, which may take long.
 */
const GONE_KEPT = 5 * 60_000

/** Reads the heartbeats of known keys again and again, and parses what is new. */
export class HeartbeatReader {
  readonly #redis: RedisLink
  /** By key, what it held last. */
  readonly #texts = new Map<string, string | undefined>()
  /** Of the keys that hold nothing, since when. */
  readonly #gone = new Map<string, number>()

  constructor(redis: RedisLink) {
    this.#redis = redis
  }

  add(keys: Iterable<string>): void {
    for (const key of keys) if (!this.#texts.has(key)) this.#texts.set(key, undefined)
  }

  /** What is new since the last time. */
  async read(): Promise<ReadHeartbeats> {
    const heartbeats: Omit<FoundHeartbeat, 'age'>[] = []
    const first = new Set<string>()
    const problems: { key: string; problem: PulseProblem }[] = []
    const failure = await readTexts(this.#redis, [...this.#texts.keys()], (key, value) => {
      const before = this.#texts.get(key)
      this.#note(key, value)
      if (value === undefined || ('text' in value && value.text === before)) return
      const { found, problem } = foundIn(key, value)
      if (problem !== undefined) problems.push({ key, problem })
      else heartbeats.push(found)
      if (before === undefined) first.add(key)
    })
    return { heartbeats: await this.#aged(heartbeats, first), problems, failure }
  }

  #note(key: string, value: KeyText): void {
    if (value === undefined) {
      const now = performance.now()
      const since = this.#gone.get(key) ?? now
      this.#gone.set(key, since)
      this.#texts.set(key, undefined)
      if (now - since < GONE_KEPT) return
      this.#texts.delete(key)
    } else if ('text' in value) this.#texts.set(key, value.text)
    else this.#texts.delete(key)
    this.#gone.delete(key)
  }

  /** One that is seen for the first time may have been there for long; the others were looked at a moment ago. */
  async #aged(
    heartbeats: readonly Omit<FoundHeartbeat, 'age'>[],
    first: ReadonlySet<string>,
  ): Promise<FoundHeartbeat[]> {
    const ages = new Map<string, number>()
    await inTurns([...first], COMMANDS, async (key) => {
      const left = await this.#redis.client.pttl(key).catch(() => 0)
      if (left > 0) ages.set(key, Math.max(0, HEARTBEAT_TTL * 1000 - left))
    })
    return heartbeats.map((found) => ({ ...found, age: ages.get(found.key) ?? 0 }))
  }
}

type Found =
  | { readonly found: Omit<FoundHeartbeat, 'age'>; readonly problem?: undefined }
  | { readonly found?: undefined; readonly problem: PulseProblem }

function foundIn(key: string, value: NonNullable<KeyText>): Found {
  const id = parsePulseKey(key)?.id
  if (id === undefined) return broken('The key must be pulse:server:{app}:{id}, with what separates escaped.')
  if (!('text' in value)) return broken('The key must hold a String.')
  const { value: heartbeat, problem } = parseHeartbeat(value.text)
  return problem === undefined ? { found: { key, id, heartbeat } } : { problem }
}

function broken(message: string): Found {
  return { problem: { code: 'PULSE_BROKEN', message } }
}
