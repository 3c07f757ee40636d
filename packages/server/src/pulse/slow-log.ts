import { type PulseProblem, parseSlowEntry, SLOW_FIELD, type SlowEntry } from '@kymo/protocol'
import type { RedisLink } from '../redis/redis-link.ts'
import { inTurns, isWrongType } from './pulse-keys.ts'

export interface LoggedSlow {
  /** Unique. */
  readonly id: string
  readonly entry: SlowEntry
  /** UTF-16 units of its JSON. */
  readonly size: number
}

/** Entries asked for at once. */
const COUNT = 200
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
    this.#trim()
  }

  async #readStream(stream: string): Promise<void> {
    for (;;) {
      const last = this.#last.get(stream) ?? '0-0'
      let found: [string, [string, string[]][]][] | null
      try {
        found = (await this.#redis.client.xread('COUNT', COUNT, 'STREAMS', stream, last)) as typeof found
      } catch (error) {
        if (!isWrongType(error)) throw error
        this.#skip(stream, { code: 'PULSE_BROKEN', message: 'The key must hold a Stream.' })
        return
      }
      const entries = found?.[0]?.[1] ?? []
      for (const [id, fields] of entries) {
        this.#last.set(stream, id)
        this.#take(stream, id, fields)
      }
      if (entries.length < COUNT) return
    }
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
