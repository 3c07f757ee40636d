import {
  type PulseProblem,
  parseSlowEntry,
  SLOW_FIELD,
  SLOW_MAX_LENGTH,
  type SlowEntry,
} from '@kymo/protocol'
import type { RedisLink } from '../redis/redis-link.ts'
import { inTurns, isWrongType } from './pulse-keys.ts'

export interface LoggedSlow {
  /** Unique. */
  readonly id: string
  readonly entry: SlowEntry
  /** UTF-16 units of its JSON. */
  readonly size: number
}

/** Name and value in turns. */
type RawEntry = readonly [id: string, fields: readonly string[]]

/** Entries asked for at once. */
const COUNT = 200
/** Times that a stream is asked in a row: one that grows faster than it is read must not hold up the rest. */
const ROUNDS = 10
const MAX_ENTRIES = 20_000
const MAX_SIZE = 32 * 1024 * 1024

/** The slow requests and jobs that processes put into Redis, the newest of all apps. */
export class SlowLog {
  readonly #redis: RedisLink
  readonly #skip: (key: string, problem: PulseProblem) => void
  /** By stream, the id of the last entry that was read. */
  readonly #last = new Map<string, string>()
  /** In the order in which they came. */
  #entries: LoggedSlow[] = []
  #size = 0

  constructor(redis: RedisLink, skip: (key: string, problem: PulseProblem) => void) {
    this.#redis = redis
    this.#skip = skip
  }

  get entries(): readonly LoggedSlow[] {
    return this.#entries
  }

  /** Reads what has come since the last time. @throws when Redis does not answer */
  async read(streams: Iterable<string>): Promise<void> {
    await inTurns([...streams], (stream) => this.#readStream(stream))
  }

  async #readStream(stream: string): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      let entries: readonly RawEntry[]
      try {
        entries = await this.#next(stream)
      } catch (error) {
        if (!isWrongType(error)) throw error
        this.#skip(stream, { code: 'PULSE_BROKEN', message: 'The key must hold a Stream.' })
        return
      }
      for (const [id, fields] of entries) {
        this.#last.set(stream, id)
        this.#take(stream, id, fields)
      }
      this.#trim()
      if (entries.length < COUNT) return
    }
  }

  /** Of a stream that is new here the newest, as many as it is to have: one that nobody trims may have any number. */
  async #next(stream: string): Promise<readonly RawEntry[]> {
    const last = this.#last.get(stream)
    if (last === undefined) {
      return (await this.#redis.client.xrevrange(stream, '+', '-', 'COUNT', SLOW_MAX_LENGTH)).reverse()
    }
    const found = (await this.#redis.client.xread('COUNT', COUNT, 'STREAMS', stream, last)) as
      | [stream: string, entries: RawEntry[]][]
      | null
    return found?.[0]?.[1] ?? []
  }

  #take(stream: string, id: string, fields: readonly string[]): void {
    const at = fields.findIndex((name, i) => i % 2 === 0 && name === SLOW_FIELD)
    const json = at === -1 ? undefined : fields[at + 1]
    if (json === undefined) {
      this.#skip(stream, { code: 'PULSE_BROKEN', message: `An entry must have the field ${SLOW_FIELD}.` })
      return
    }
    const { value: entry, problem } = parseSlowEntry(json)
    if (problem !== undefined) {
      this.#skip(stream, problem)
      return
    }
    this.#entries.push({ id: `${stream}/${id}`, entry, size: json.length })
    this.#size += json.length
  }

  #trim(): void {
    let gone = Math.max(0, this.#entries.length - MAX_ENTRIES)
    for (let i = 0; i < gone; i++) this.#size -= (this.#entries[i] as LoggedSlow).size
    while (this.#size > MAX_SIZE) this.#size -= (this.#entries[gone++] as LoggedSlow).size
    if (gone > 0) this.#entries = this.#entries.slice(gone)
  }
}
