/** A framed batch that waits to be sent. */
export interface QueuedBatch {
  readonly bytes: Uint8Array
  /** Its number, from 1. */
  readonly sequence: number
  /** Facts in it. */
  readonly count: number
}

/** Batches in the order they are to be sent, up to so many bytes: when there are more, the oldest go. */
export class BatchQueue {
  readonly #capacity: number
  #batches: QueuedBatch[] = []
  #bytes = 0
  #facts = 0

  /** @param capacity bytes */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Facts held. */
  get facts(): number {
    return this.#facts
  }

  get first(): QueuedBatch | undefined {
    return this.#batches[0]
  }

  /**
   * @param held a batch that must stay, because it is being sent
   * @returns facts that had to go
   */
  push(batch: QueuedBatch, held: QueuedBatch | undefined): number {
    this.#batches.push(batch)
    this.#bytes += batch.bytes.length
    this.#facts += batch.count
    let lost = 0
    while (this.#bytes > this.#capacity) {
      const oldest = this.#batches.find((candidate) => candidate !== held && candidate !== batch)
      if (oldest === undefined) break
      this.remove(oldest)
      lost += oldest.count
    }
    return lost
  }

  remove(batch: QueuedBatch): void {
    const index = this.#batches.indexOf(batch)
    if (index === -1) return
    this.#batches.splice(index, 1)
    this.#bytes -= batch.bytes.length
    this.#facts -= batch.count
  }

  all(): readonly QueuedBatch[] {
    return this.#batches
  }
}
