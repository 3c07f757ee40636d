import {
  FACTS_DROPPED_KEY,
  FACTS_FIELDS,
  FACTS_GROUP,
  FACTS_SIZE_KEY,
  FACTS_STREAM,
  FORGET_COLLECTORS_SCRIPT,
  factsTakenKey,
  TAKE_FACTS_SCRIPT,
} from '@kymo/protocol'
import type { RedisClient } from '../redis/redis-link.ts'
import { runScript } from '../redis/run-script.ts'
import type { InboxEntry } from '../store/inbox-entry.ts'

/** Milliseconds that a read waits for entries when there are none. */
const PATIENCE = 500
/** Milliseconds after which a collector that has nothing is forgotten. */
const FORGOTTEN = 24 * 60 * 60 * 1000

export interface Backlog {
  readonly batches: number
  readonly bytes: number
  /** Facts that had to make room. */
  readonly dropped: number
}

/** The commands on the stream of facts, as one collector gives them. Whatever Redis says against one is thrown. */
export class FactsStream {
  readonly #collector: string
  readonly #client: RedisClient
  /** Commands that block have a connection of their own. */
  readonly #reader: RedisClient
  /** Where the next look for what others left behind begins. */
  #cursor: string | Buffer = '0-0'

  constructor(collector: string, client: RedisClient, reader: RedisClient) {
    this.#collector = collector
    this.#client = client
    this.#reader = reader
  }

  /** Makes the group, and with it the stream, unless it is there: then a Redis without memory is asked for none. */
  async prepare(): Promise<void> {
    if (await this.#isPrepared()) return
    try {
      await this.#client.xgroup('CREATE', FACTS_STREAM, FACTS_GROUP, '0', 'MKSTREAM')
    } catch (error) {
      // Another collector was quicker.
      if (!(error as Error).message.startsWith('BUSYGROUP')) throw error
    }
  }

  /** Entries that nobody has read; waits for half a second when there are none. */
  fresh(count: number): Promise<InboxEntry[]> {
    return this.#read(count, ['BLOCK', PATIENCE], '>')
  }

  /** Entries that were read under this collector's name, and that it has neither taken over nor lost. */
  own(count: number): Promise<InboxEntry[]> {
    return this.#read(count, [], '0')
  }

  /** Claims entries of collectors that have not dealt with them for so many milliseconds. */
  async claim(idle: number, count: number): Promise<InboxEntry[]> {
    const answer = (await this.#client.callBuffer(
      'xautoclaim',
      FACTS_STREAM,
      FACTS_GROUP,
      this.#collector,
      idle,
      this.#cursor,
      'COUNT',
      count,
    )) as [Buffer, RawEntry[]]
    this.#cursor = answer[0]
    return answer[1].flatMap(entryOf)
  }

  /** @returns for each entry whether it is this collector's to count */
  async take(entries: readonly InboxEntry[]): Promise<readonly boolean[]> {
    const taken = factsTakenKey(this.#collector)
    const sizes = entries.flatMap(({ id, bytes }) => [id, bytes.length])
    const answers = await runScript(
      this.#client,
      TAKE_FACTS_SCRIPT,
      [FACTS_STREAM, FACTS_SIZE_KEY, taken],
      [FACTS_GROUP, this.#collector, ...sizes],
    )
    return (answers as number[]).map((answer) => answer === 1)
  }

  /** Those that were taken over have been counted. */
  async counted(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#client.srem(factsTakenKey(this.#collector), ...ids)
  }

  /** All that was ever taken over has been counted. */
  async allCounted(): Promise<void> {
    await this.#client.del(factsTakenKey(this.#collector))
  }

  async forgetCollectors(): Promise<void> {
    await runScript(this.#client, FORGET_COLLECTORS_SCRIPT, [FACTS_STREAM], [FACTS_GROUP, FORGOTTEN])
  }

  async backlog(): Promise<Backlog> {
    const [batches, bytes, dropped] = await Promise.all([
      this.#client.xlen(FACTS_STREAM),
      this.#client.get(FACTS_SIZE_KEY),
      this.#client.get(FACTS_DROPPED_KEY),
    ])
    return { batches, bytes: Number(bytes ?? 0), dropped: Number(dropped ?? 0) }
  }

  async #isPrepared(): Promise<boolean> {
    try {
      await this.#client.xinfo('CONSUMERS', FACTS_STREAM, FACTS_GROUP)
      return true
    } catch (error) {
      if (/^NOGROUP|no such key/i.test((error as Error).message)) return false
      throw error
    }
  }

  async #read(count: number, wait: readonly (string | number)[], from: string): Promise<InboxEntry[]> {
    const answer = (await this.#reader.callBuffer(
      'xreadgroup',
      'GROUP',
      FACTS_GROUP,
      this.#collector,
      'COUNT',
      count,
      ...wait,
      'STREAMS',
      FACTS_STREAM,
      from,
    )) as [Buffer, RawEntry[]][] | null
    return answer?.[0]?.[1].flatMap(entryOf) ?? []
  }
}

/** Name and value in turns; null for an entry that was deleted while it was somebody's. */
type RawEntry = readonly [id: Buffer, fields: readonly Buffer[] | null] | null

function entryOf(raw: RawEntry): InboxEntry[] {
  if (raw === null) return []
  const [id, fields] = raw
  const name = fields?.findIndex((field, i) => i % 2 === 0 && field.equals(BATCH_FIELD)) ?? -1
  // One without a batch is taken over as well, so that it is counted as what it is and does not come again.
  const bytes = name === -1 ? new Uint8Array() : (fields?.[name + 1] ?? new Uint8Array())
  return [{ id: id.toString(), bytes }]
}

const BATCH_FIELD = Buffer.from(FACTS_FIELDS.batch)
