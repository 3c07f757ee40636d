import { randomUUID } from 'node:crypto'
import {
  ADD_FACTS_SCRIPT,
  encodeBatch,
  FACTS_DROPPED_KEY,
  FACTS_GROUP,
  FACTS_MAX_SIZE,
  FACTS_SEEN_TTL,
  FACTS_SIZE_KEY,
  FACTS_STREAM,
  factsSeenKey,
} from '@kymo/protocol'
import type { Cluster, Redis } from 'ioredis'
import { span } from '../../src/testing/facts.ts'

/** Puts facts into Redis as an agent does: in order, and again and again until it gets an answer. */
export class Producer {
  readonly instance = randomUUID()
  /** Names of all that was accepted. */
  readonly made: string[] = []
  readonly #client: Redis | Cluster
  readonly #maxSize: number
  #sequence = 0

  constructor(client: Redis | Cluster, maxSize = FACTS_MAX_SIZE) {
    this.#client = client
    this.#maxSize = maxSize
  }

  /** One batch, once. Rejects with what Redis says; then `again` sends the same. @param size bytes of each fact */
  async add(count: number, size = 0): Promise<void> {
    const sequence = ++this.#sequence
    const names = Array.from({ length: count }, (_, i) => `${this.instance} ${sequence} ${i}`)
    const attributes: Record<string, string> = size > 0 ? { filler: 'x'.repeat(size) } : {}
    const batch = encodeBatch(
      {
        resource: { 'service.name': 'made', 'service.instance.id': this.instance },
        sequence,
        dropped: 0,
      },
      names.map((name) => span('measure', { name, start: Date.now(), attributes })),
    )
    this.again = () => this.#send(sequence, count, Buffer.from(batch))
    await this.again()
    this.made.push(...names)
  }

  /** Sends the newest batch once more. @returns whether it was new */
  again: () => Promise<boolean> = async () => false

  /** Batches one after the other while it holds, each until it is accepted. */
  async flow(holds: () => boolean, pause = 2): Promise<void> {
    while (holds()) {
      const count = 1 + Math.floor(Math.random() * 20)
      await this.add(count).catch(async () => {
        while (
          !(await this.again().then(
            () => true,
            () => false,
          ))
        )
          await sleep(20)
        const sequence = this.#sequence
        for (let i = 0; i < count; i++) this.made.push(`${this.instance} ${sequence} ${i}`)
      })
      await sleep(pause)
    }
  }

  async #send(sequence: number, count: number, batch: Buffer): Promise<boolean> {
    const keys = [FACTS_STREAM, FACTS_SIZE_KEY, FACTS_DROPPED_KEY, factsSeenKey(this.instance)]
    const limits = [this.#maxSize, FACTS_SEEN_TTL, FACTS_GROUP]
    const args = [...keys, this.instance, sequence, count, batch, ...limits]
    return (await this.#client.eval(ADD_FACTS_SCRIPT, keys.length, ...args)) === 1
  }
}

export const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
