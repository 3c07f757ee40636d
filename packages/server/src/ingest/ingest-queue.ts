import type { Batch } from '@kymo/protocol'
import type { Store } from '../store/store.ts'

export interface IngestOutcome {
  readonly accepted: number
  readonly duplicate: boolean
}

/** The queue holds as much as it may: come again later. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
}

export interface IngestLimits {
  /** Bytes of decoded batches that may wait. */
  readonly waitingBytes: number
  /** Facts that one transaction takes at most. */
  readonly factsInTransaction: number
}

/** Milliseconds that a transaction may take before what comes in counts as not being kept. */
const PATIENCE = 5_000
/** Milliseconds for which a failure counts: whoever was refused has come again by then. */
const FAILING = 30_000

interface Waiting {
  readonly batch: Batch
  readonly bytes: number
  /** Of the inbox; it leaves that in the same transaction. */
  readonly entry: string | undefined
  readonly resolve: (outcome: IngestOutcome) => void
  readonly reject: (error: unknown) => void
}

/**
 * Brings batches into the store, one transaction after another. While one is being committed, what comes in waits and
 * shares the next.
 */
export class IngestQueue {
  readonly #store: Store
  readonly #committed: (batches: readonly Batch[]) => void
  readonly #limits: IngestLimits
  #waiting: Waiting[] = []
  #bytes = 0
  #running: Promise<void> | undefined
  /** When the transaction under way began, and when the last one failed that none has succeeded since. */
  #began: number | undefined
  #failed: number | undefined

  /** @param committed told of every batch that has become durable */
  constructor(store: Store, committed: (batches: readonly Batch[]) => void, limits: IngestLimits) {
    this.#store = store
    this.#committed = committed
    this.#limits = limits
  }

  /** False where what comes in does not become durable, or not soon: the store is full, failing or slow. */
  get keeps(): boolean {
    const now = performance.now()
    const slow = this.#began !== undefined && now - this.#began > PATIENCE
    return !slow && (this.#failed === undefined || now - this.#failed > FAILING)
  }

  /** Whether a batch of this size would be refused. */
  isFull(bytes: number): boolean {
    return this.#bytes > 0 && this.#bytes + bytes > this.#limits.waitingBytes
  }

  /**
   * Resolves when the batch is durable.
   * @param bytes size of the encoded batch
   * @throws QueueFullError, or whatever the store threw; then nothing of the batch was kept
   */
  submit(batch: Batch, bytes: number): Promise<IngestOutcome> {
    if (this.isFull(bytes)) return Promise.reject(new QueueFullError('The ingest queue is full.'))
    return this.#add(batch, bytes, undefined)
  }

  /**
   * The same for a batch that lies in the store's inbox, and leaves it by this. It is never refused: it is here already.
   * @param entry its id in the inbox
   */
  keep(batch: Batch, bytes: number, entry: string): Promise<IngestOutcome> {
    return this.#add(batch, bytes, entry)
  }

  /** Resolves when all that was submitted is settled. */
  async drain(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  #add(batch: Batch, bytes: number, entry: string | undefined): Promise<IngestOutcome> {
    const done = new Promise<IngestOutcome>((resolve, reject) => {
      this.#waiting.push({ batch, bytes, entry, resolve, reject })
    })
    this.#bytes += bytes
    this.#running ??= this.#run()
    return done
  }

  async #run(): Promise<void> {
    // What arrives in the same turn of the event loop shares the first transaction.
    await new Promise(setImmediate)
    while (this.#waiting.length > 0) await this.#commit(this.#take())
    this.#running = undefined
  }

  #take(): Waiting[] {
    let facts = 0
    let count = 0
    for (const { batch } of this.#waiting) {
      facts += batch.facts.length
      if (count > 0 && facts > this.#limits.factsInTransaction) break
      count++
    }
    return this.#waiting.splice(0, count)
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    this.#began = performance.now()
    try {
      const isNew = await this.#store.append(
        group.map(({ batch }) => batch),
        group.flatMap(({ entry }) => entry ?? []),
      )
      this.#failed = undefined
      const fresh = group.filter((_, i) => isNew[i])
      if (fresh.length > 0) this.#committed(fresh.map(({ batch }) => batch))
      group.forEach(({ batch, resolve }, i) => {
        resolve(
          isNew[i] ? { accepted: batch.facts.length, duplicate: false } : { accepted: 0, duplicate: true },
        )
      })
    } catch (error) {
      this.#failed = performance.now()
      for (const { reject } of group) reject(error)
    } finally {
      this.#began = undefined
      for (const { bytes } of group) this.#bytes -= bytes
    }
  }
}
