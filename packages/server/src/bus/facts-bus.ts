import { type Batch, decodeBatch, type RedisStatus, WireError } from '@kymo/protocol'
import { KymoError, type Notice } from '../kymo-error.ts'
import { Pause } from '../pause.ts'
import { type RedisLink, retryWait } from '../redis/redis-link.ts'
import type { InboxEntry } from '../store/inbox-entry.ts'
import type { Store } from '../store/store.ts'
import { type Backlog, FactsStream } from './facts-stream.ts'

/** Milliseconds. */
const CLAIM_IDLE = 30_000
const CLAIM_INTERVAL = 5_000
const STATUS_INTERVAL = 1_000
const FORGET_INTERVAL = 60 * 60 * 1000
/** Entries fetched at once, and about how many bytes they may have together. */
const MOST_ENTRIES = 64
const MOST_BYTES = 8 * 1024 * 1024
/** `stop` looks so often, each so many milliseconds, whether Redis answers what it is asked. */
const FAREWELL = { looks: 15, interval: 100 }

export interface BusSources {
  readonly link: RedisLink
  readonly store: Store
  /** Counts a batch that lies in the inbox, and takes it out in the same transaction. Resolves when that is durable. */
  readonly keep: (batch: Batch, bytes: number, entry: string) => Promise<unknown>
  /** A batch could not be read. */
  readonly rejected: () => void
  readonly onNotice: (notice: Notice) => void
  /** Milliseconds. A collector that has not dealt with an entry for so long is taken for dead. Default: 30,000. */
  readonly claimIdle: number | undefined
}

/**
 * Fetches facts that agents put into Redis, together with other collectors, so that each is counted by one of them and
 * once: an entry is put into the store's inbox, then taken over in Redis, then counted. After a crash at any point the
 * inbox and Redis together say what was already done.
 */
export class FactsBus {
  readonly #sources: BusSources
  readonly #claimIdle: number
  readonly #reader: RedisLink
  readonly #done: Promise<void>
  readonly #statusTimer: NodeJS.Timeout
  readonly #pause = new Pause()
  #stream: FactsStream | undefined
  #backlog: Backlog | undefined
  #dropped = 0
  #rejected = 0
  /** What Redis, or the store, says against going on. */
  #problem: string | null = null
  #told = false
  #failures = 0
  #average = MOST_BYTES / MOST_ENTRIES
  #nextClaim = 0
  #nextForget = 0
  /** Number of what Redis was asked last, and of what it answered last. */
  #asked = 0
  #answered = 0
  #stopping = false

  constructor(sources: BusSources) {
    this.#sources = sources
    this.#claimIdle = sources.claimIdle ?? CLAIM_IDLE
    this.#reader = sources.link.another()
    this.#done = this.#run()
    this.#statusTimer = setInterval(() => void this.#look(), STATUS_INTERVAL).unref()
  }

  status(): RedisStatus {
    const { state, problem } = this.#sources.link
    const failing = state === 'failing' || (state === 'connected' && this.#problem !== null)
    return {
      state: failing ? 'failing' : state,
      problem: failing ? (problem ?? this.#problem) : null,
      backlog:
        this.#backlog === undefined ? null : { batches: this.#backlog.batches, bytes: this.#backlog.bytes },
      droppedFacts: this.#dropped,
      rejectedBatches: this.#rejected,
    }
  }

  /**
   * Fetches no more, and counts what it has fetched, however long the store takes. What Redis does not let it get done is
   * done by whoever comes next.
   */
  async stop(): Promise<void> {
    this.#stopping = true
    clearInterval(this.#statusTimer)
    this.#pause.end()
    let asked = this.#asked
    let silent = 0
    // Looks are counted, not milliseconds: where this process itself stood still, Redis may well have answered.
    const watch = setInterval(() => {
      if (this.#asked !== asked || this.#answered === asked) silent = 0
      asked = this.#asked
      if (++silent < FAREWELL.looks) return
      clearInterval(watch)
      this.#reader.abandon()
      this.#sources.link.abandon()
    }, FAREWELL.interval)
    await this.#done
    clearInterval(watch)
    await this.#reader.close()
  }

  async #run(): Promise<void> {
    const { store, link } = this.#sources
    while (!this.#stopping) {
      try {
        this.#stream ??= new FactsStream(await store.identity(), link.client, this.#reader.client)
        const stream = this.#stream
        await this.#ask(stream.prepare())
        await this.#recover(stream)
        await this.#fetchAll(stream)
      } catch (error) {
        await this.#failed(error)
      }
    }
  }

  /** Settles what an earlier life, or a failed attempt, left in the inbox. */
  async #recover(stream: FactsStream): Promise<void> {
    for (;;) {
      const entries = await this.#sources.store.inbox(MOST_ENTRIES / 4)
      if (entries.length === 0) break
      await this.#settle(stream, entries)
    }
    await this.#ask(stream.allCounted())
  }

  async #fetchAll(stream: FactsStream): Promise<void> {
    // Read under this name, but the answer was lost.
    let own = true
    while (!this.#stopping) {
      const entries = await this.#fetch(stream, own)
      if (entries.length > 0) {
        await this.#sources.store.putInbox(entries)
        await this.#settle(stream, entries)
      } else own = false
      this.#succeeded()
    }
  }

  async #fetch(stream: FactsStream, own: boolean): Promise<InboxEntry[]> {
    const count = Math.max(1, Math.min(MOST_ENTRIES, Math.floor(MOST_BYTES / this.#average)))
    if (own) return this.#ask(stream.own(count))
    const now = performance.now()
    if (now >= this.#nextForget) {
      this.#nextForget = now + FORGET_INTERVAL
      await this.#ask(stream.forgetCollectors())
    }
    if (now >= this.#nextClaim) {
      const left = await this.#ask(stream.claim(this.#claimIdle, count))
      if (left.length > 0) return left
      this.#nextClaim = now + Math.min(CLAIM_INTERVAL, this.#claimIdle)
    }
    return this.#ask(stream.fresh(count))
  }

  /** Of entries that lie in the inbox, counts those that are this collector's; none is there afterwards. */
  async #settle(stream: FactsStream, entries: readonly InboxEntry[]): Promise<void> {
    const { store, keep, rejected } = this.#sources
    const taken = await this.#ask(stream.take(entries))
    const mine = entries.filter((_, i) => taken[i])
    const kept: Promise<unknown>[] = []
    const left = entries.filter((_, i) => !taken[i]).map(({ id }) => id)
    let unreadable = 0
    for (const { id, bytes } of mine) {
      this.#average += (bytes.length - this.#average) / MOST_ENTRIES
      const batch = decoded(bytes)
      if (batch === undefined) {
        left.push(id)
        unreadable++
      } else kept.push(keep(batch, bytes.length, id))
      // Others get a turn of the event loop.
      await new Promise(setImmediate)
    }
    if (left.length > 0) kept.push(store.append([], left))
    for (const { status, reason } of (await Promise.allSettled(kept)) as PromiseRejectedResult[]) {
      if (status === 'rejected') throw reason
    }
    this.#rejected += unreadable
    for (let i = 0; i < unreadable; i++) rejected()
    await this.#ask(stream.counted(mine.map(({ id }) => id)))
  }

  async #ask<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const asked = ++this.#asked
    try {
      return await answer
    } finally {
      this.#answered = asked
    }
  }

  async #look(): Promise<void> {
    try {
      const { state } = this.#sources.link
      this.#backlog = state === 'connected' ? await this.#stream?.backlog() : undefined
      this.#dropped = this.#backlog?.dropped ?? this.#dropped
    } catch {
      this.#backlog = undefined
    }
  }

  #succeeded(): void {
    this.#failures = 0
    this.#problem = null
    this.#told = false
  }

  async #failed(error: unknown): Promise<void> {
    if (this.#stopping) return
    this.#failures++
    // Redis has forgotten the group: somebody emptied it. It is made anew at once.
    if (this.#failures === 1 && /^(NOGROUP|UNBLOCKED)/.test((error as Error).message)) return
    const ours = error instanceof KymoError
    this.#problem = ours ? error.message : this.#sources.link.describe(error)
    // While the connection is only being made, nothing is wrong yet.
    if (!this.#told && this.#sources.link.state !== 'connecting') {
      this.#told = true
      this.#sources.onNotice({
        code: ours ? error.code : 'REDIS_FAILING',
        message: this.#problem,
        hint: ours ? (error.hint ?? '') : 'Facts wait in Redis, or with their agents, until it works.',
      })
    }
    await this.#pause.wait(retryWait(this.#failures))
  }
}

/** `undefined` for what is no batch. */
function decoded(bytes: Uint8Array): Batch | undefined {
  try {
    return decodeBatch(bytes)
  } catch (error) {
    if (error instanceof WireError) return undefined
    throw error
  }
}
