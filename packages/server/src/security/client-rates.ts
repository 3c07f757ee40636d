import { RateLimit } from './rate-limit.ts'

/** Addresses remembered; the one that was heard of longest ago is forgotten, and may begin anew. */
const MAX_CLIENTS = 10_000

/** Lets so many things of each client happen in a second, and a number of them at once. */
export class ClientRates {
  readonly #rate: ConstructorParameters<typeof RateLimit>[0]
  /** Who was heard of longest ago comes first. */
  readonly #clients = new Map<string, RateLimit>()

  constructor(rate: ConstructorParameters<typeof RateLimit>[0]) {
    this.#rate = rate
  }

  /** @returns seconds after which it may come again; 0 when it is not too much */
  take(client: string): number {
    const limit = this.#clients.get(client) ?? new RateLimit(this.#rate)
    this.#clients.delete(client)
    this.#clients.set(client, limit)
    if (this.#clients.size > MAX_CLIENTS) this.#clients.delete(this.#clients.keys().next().value as string)
    return limit.take() ? 0 : limit.wait
  }
}
