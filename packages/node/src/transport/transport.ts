import { type BatchWriter, frameBatch, type Resource } from '@kymo/protocol'
import { syncClock } from '../clock.ts'
import type { AgentScope } from '../context.ts'
import { backoff } from './backoff.ts'
import { BatchQueue, type QueuedBatch } from './batch-queue.ts'
import type { Carrier, Outcome } from './carrier.ts'

/** Failures in a row before people are told. */
const PATIENCE = 5

/** Takes chunks of facts, sends them in order, and keeps what can't be sent, up to the memory allowed. */
export class Transport {
  readonly #resource: Resource
  readonly #queue: BatchQueue
  readonly #carrier: Carrier
  readonly #scope: AgentScope
  #sequence = 0
  #sent = 0
  #dropped = 0
  #failures = 0
  #everAccepted = false
  #inFlight: QueuedBatch | undefined = undefined
  #pumping: Promise<void> | undefined = undefined
  #retry: NodeJS.Timeout | undefined = undefined
  #closed = false

  /** @param maxMemory bytes of batches that may wait */
  constructor(carrier: Carrier, maxMemory: number, resource: Resource, scope: AgentScope) {
    this.#carrier = carrier
    this.#queue = new BatchQueue(maxMemory)
    this.#resource = resource
    this.#scope = scope
  }

  /** Facts acknowledged. */
  get sent(): number {
    return this.#sent
  }

  /** Facts given up. */
  get dropped(): number {
    return this.#dropped
  }

  /** Facts that wait. */
  get pending(): number {
    return this.#queue.facts
  }

  drop(facts: number): void {
    this.#dropped += facts
  }

  /** Takes the writer's facts over and clears it. */
  accept(writer: BatchWriter): void {
    if (writer.count === 0) return
    const header = { resource: this.#resource, sequence: ++this.#sequence, dropped: this.#dropped }
    const batch = {
      bytes: frameBatch(header, writer.records()),
      sequence: header.sequence,
      count: writer.count,
    }
    writer.clear()
    this.#dropped += this.#queue.push(batch, this.#inFlight)
  }

  /** Begins to send, unless it waits after a failure. */
  send(): void {
    if (this.#retry === undefined) void this.#pump()
  }

  /** Sends now, and resolves when all was acknowledged or one batch could not be sent. */
  async flush(): Promise<void> {
    clearTimeout(this.#retry)
    this.#retry = undefined
    await this.#scope.hold(() => this.#pump())
  }

  /** Delivers what is left while the process waits; for its last moment. */
  deliverNow(): void {
    const batches = [...this.#queue.all()]
    // One that was never there will not be there now, and to find out takes longer than most processes take to end.
    if (batches.length === 0 || (this.#failures > 0 && !this.#everAccepted)) return
    const accepted = this.#carrier.sendNow(batches)
    for (const batch of batches.slice(0, accepted)) {
      this.#queue.remove(batch)
      this.#sent += batch.count
    }
  }

  /** Gives up what is being sent, too. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    this.#carrier.close()
  }

  #pump(): Promise<void> {
    this.#pumping ??= this.#scope
      .run(() => this.#sendAll())
      .finally(() => {
        this.#pumping = undefined
      })
    return this.#pumping
  }

  async #sendAll(): Promise<void> {
    syncClock()
    for (let batch = this.#queue.first; batch !== undefined && !this.#closed; batch = this.#queue.first) {
      this.#inFlight = batch
      const outcome = await this.#carrier.send(batch)
      this.#inFlight = undefined
      if (!this.#settle(batch, outcome)) return
    }
  }

  /** Returns whether the next may go. */
  #settle(batch: QueuedBatch, outcome: Outcome): boolean {
    switch (outcome.kind) {
      case 'accepted':
        this.#queue.remove(batch)
        this.#sent += batch.count
        this.#failures = 0
        this.#everAccepted = true
        return true
      case 'refused':
        this.#queue.remove(batch)
        this.#dropped += batch.count
        this.#failures = 0
        this.#carrier.tellRefused(outcome.statusCode)
        return true
      case 'failed':
        if (this.#closed) return false
        this.#failures++
        if (this.#failures === PATIENCE) this.#carrier.tellFailing(outcome.reason)
        this.#retry = this.#scope.run(() =>
          setTimeout(() => {
            this.#retry = undefined
            void this.#pump()
          }, outcome.after ?? backoff(this.#failures)),
        )
        this.#retry.unref()
        return false
    }
  }
}
