import { PULSE_KEY_PREFIX, parseSlowEntry, SLOW_FIELD, SLOW_MAX_LENGTH, type SlowEntry } from '@kymo/protocol'
import type { RedisLink } from '../redis/redis-link.ts'
import { LOOK_BYTES, type LookBudget, lookAt, Rotation } from './bounded-look.ts'
import { entriesOf, type MeasuredEntry, TOO_LARGE } from './bounded-reads.ts'
import { typed } from './pulse-keys.ts'
import type { Skip } from './skipped-payloads.ts'

export interface LoggedSlow {
  /** Unique. */
  readonly id: string
  readonly entry: SlowEntry
  /** UTF-16 units of its JSON. */
  readonly size: number
}

/** Entries asked for at once. */
const COUNT = 200
/** Times that a stream is asked in a row: one that grows faster than it is read must not hold up the rest. */
const ROUNDS = 10
const MAX_ENTRIES = 20_000
const MAX_SIZE = 32 * 1024 * 1024
/** Bytes that one look brings of a stream. */
const STREAM_BYTES = 4 * 1024 * 1024

/** The slow requests and jobs that processes put into Redis, the newest of all apps. */
export class SlowLog {
  readonly #redis: RedisLink
  readonly #skip: Skip
  /** By stream, the id of the last entry that was read. */
  readonly #last = new Map<string, string>()
  readonly #rotation = new Rotation()
  /** In the order in which they came. */
  #entries: LoggedSlow[] = []
  #size = 0

  constructor(redis: RedisLink, skip: Skip) {
    this.#redis = redis
    this.#skip = skip
  }

  get entries(): readonly LoggedSlow[] {
    return this.#entries
  }

  /** Reads what has come since the last time. @throws when Redis does not answer */
  async read(streams: Iterable<string>): Promise<void> {
    const waiting = await lookAt(this.#rotation.next(streams), (stream, budget) =>
      typed(stream, 'Stream', this.#skip, () =>
        this.#last.has(stream) ? this.#follow(stream, budget) : this.#begin(stream, budget),
      ),
    )
    if (waiting === 0) return
    const message = `There was more than ${LOOK_BYTES} bytes at once: streams wait for the next look.`
    this.#skip(`${PULSE_KEY_PREFIX}:slow:*`, { code: 'PULSE_TOO_MANY', message }, waiting)
  }

  async #follow(stream: string, budget: LookBudget): Promise<void> {
    let bytes = 0
    for (let round = 0; round < ROUNDS && bytes < STREAM_BYTES; round++) {
      const last = this.#last.get(stream)
      const { entries, more } = await entriesOf(this.#redis, stream, SLOW_FIELD, 'after', last, COUNT)
      bytes += sizeOf(entries)
      budget.spend(sizeOf(entries))
      for (const entry of entries) this.#take(stream, entry)
      this.#trim()
      if (!more) return
    }
  }

  /** Of a stream that is new here the newest, as many as it is to have: one that nobody trims may have any number. */
  async #begin(stream: string, budget: LookBudget): Promise<void> {
    const found: MeasuredEntry[] = []
    for (let bytes = 0; found.length < SLOW_MAX_LENGTH; ) {
      const count = Math.min(COUNT, SLOW_MAX_LENGTH - found.length)
      const from = found.at(-1)?.[0]
      const { entries, more } = await entriesOf(this.#redis, stream, SLOW_FIELD, 'before', from, count)
      found.push(...entries)
      bytes += sizeOf(entries)
      budget.spend(sizeOf(entries))
      if (!more) break
      if (bytes < STREAM_BYTES) continue
      const message = `Of a stream at most about ${STREAM_BYTES} bytes are read at first: what is older is not.`
      this.#skip(stream, { code: 'PULSE_TOO_LARGE', message })
      break
    }
    for (const entry of found.reverse()) this.#take(stream, entry)
    this.#trim()
  }

  #take(stream: string, [id, json]: MeasuredEntry): void {
    this.#last.set(stream, id)
    if (typeof json !== 'string') {
      this.#skip(
        stream,
        json === null
          ? { code: 'PULSE_BROKEN', message: `An entry must have the field ${SLOW_FIELD}.` }
          : TOO_LARGE,
      )
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

function sizeOf(entries: readonly MeasuredEntry[]): number {
  return entries.reduce((sum, [, value]) => sum + (typeof value === 'string' ? value.length : 0), 0)
}
