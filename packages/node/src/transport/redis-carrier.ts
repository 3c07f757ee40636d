import {
  ADD_FACTS_SCRIPT,
  FACTS_DROPPED_KEY,
  FACTS_GROUP,
  FACTS_SEEN_TTL,
  FACTS_SIZE_KEY,
  FACTS_STREAM,
  factsSeenKey,
} from '@kymo/protocol'
import { greetingOf, NEEDLESS_PASSWORD } from '../redis/handshake.ts'
import type { RedisLink } from '../redis/redis-link.ts'
import { reportOnce } from '../report.ts'
import type { QueuedBatch } from './batch-queue.ts'
import { type Carrier, failed, type Outcome } from './carrier.ts'
import { deliverBeforeExit } from './exit-delivery.ts'
import { REDIS_EXIT_WORKER } from './redis-exit-worker.ts'

/** Milliseconds that a batch waits for the connection before it counts as a failure. */
const PATIENCE = 5000

/** Adds batches to the stream in Redis, from where one of the collectors fetches each. */
export class RedisCarrier implements Carrier {
  readonly #link: RedisLink
  readonly #instance: string
  readonly #maxSize: number
  readonly #exitTimeout: number
  #giveUp: (() => void) | undefined = undefined

  /**
   * @param instance `service.instance.id` of the batches
   * @param maxSize bytes of facts, of all processes, that may wait in Redis
   * @param exitTimeout milliseconds that `sendNow` takes at most, beside its thread's beginning
   */
  constructor(link: RedisLink, instance: string, maxSize: number, exitTimeout: number) {
    this.#link = link
    this.#instance = instance
    this.#maxSize = maxSize
    this.#exitTimeout = exitTimeout
  }

  async send(batch: QueuedBatch): Promise<Outcome> {
    try {
      await this.#connected()
      await this.#link.script(ADD_FACTS_SCRIPT, this.#keys(), this.#arguments(batch))
      return { kind: 'accepted' }
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error))
    }
  }

  sendNow(batches: readonly QueuedBatch[]): number {
    const { address } = this.#link
    const keys = this.#keys()
    const data = {
      nodes: address.nodes,
      tls: address.tls,
      greeting: greetingOf(address),
      needlessPassword: NEEDLESS_PASSWORD,
      commands: batches.map((batch) => [
        'EVAL',
        ADD_FACTS_SCRIPT,
        String(keys.length),
        ...keys,
        ...this.#arguments(batch),
      ]),
    }
    return deliverBeforeExit(REDIS_EXIT_WORKER, data, this.#exitTimeout)
  }

  /** Redis refuses nothing for good: what it says may be mended by who runs it. */
  tellRefused(): void {}

  tellFailing(reason: string): void {
    const problem = `facts can't be put into Redis at ${this.#link.address.shown} (${reason}).`
    reportOnce('KYMO_FACTS_WAITING', `${problem} The newest are kept, and it is tried on.`)
  }

  close(): void {
    this.#giveUp?.()
  }

  #keys(): string[] {
    return [FACTS_STREAM, FACTS_SIZE_KEY, FACTS_DROPPED_KEY, factsSeenKey(this.#instance)]
  }

  #arguments({ bytes, sequence, count }: QueuedBatch): (string | Buffer)[] {
    return [
      this.#instance,
      String(sequence),
      String(count),
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      String(this.#maxSize),
      String(FACTS_SEEN_TTL),
      FACTS_GROUP,
    ]
  }

  /** Resolves when commands can be sent. Rejects when that takes too long. */
  #connected(): Promise<void> {
    if (this.#link.ready) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer)
        undo()
        this.#giveUp = undefined
        if (this.#link.ready) resolve()
        else reject(new Error('not connected'))
      }
      const timer = setTimeout(settle, PATIENCE)
      timer.unref()
      const undo = this.#link.onReady(settle)
      this.#giveUp = settle
    })
  }
}
