import { RateLimit } from './rate-limit.ts'
import { digestOf } from './tokens.ts'

/** Wrong tokens that one address may try. */
const OF_ADDRESS = { perSecond: 1 / 6, burst: 10 }
/** And all addresses together. */
const OF_ALL = { perSecond: 10, burst: 200 }
/** Addresses remembered of each kind; the ones that failed, or were right, longest ago are forgotten. */
const MAX_ADDRESSES = 10_000
/** Wrong tokens of an address that are known again. */
const MAX_KNOWN = 8

interface Failing {
  readonly limit: RateLimit
  readonly known: Set<string>
}

/**
 * Slows down who guesses. A wrong token that comes again and again from one address, such as a misconfigured agent's, is
 * no guessing: it counts once, so that it does not lock out its neighbours. Who guesses from many addresses locks out
 * those that nobody has shown the right token from, not the fleet.
 */
export class FailedTokens {
  readonly #addresses = new Map<string, Failing>()
  readonly #all = new RateLimit(OF_ALL)
  /** Where the right token came from. */
  readonly #trusted = new Set<string>()

  /** Whether the address may not try any more for now. */
  isBlocked(address: string): boolean {
    if (this.#addresses.get(address)?.limit.isEmpty() === true) return true
    return this.#all.isEmpty() && !this.#trusted.has(address)
  }

  /** To be told of every address that showed a right token. */
  succeeded(address: string): void {
    // The newest stand last.
    this.#trusted.delete(address)
    this.#trusted.add(address)
    if (this.#trusted.size > MAX_ADDRESSES)
      this.#trusted.delete(this.#trusted.values().next().value as string)
  }

  count(address: string, token: string): void {
    const failing = this.#addresses.get(address) ?? { limit: new RateLimit(OF_ADDRESS), known: new Set() }
    // The newest stand last.
    this.#addresses.delete(address)
    this.#addresses.set(address, failing)
    if (this.#addresses.size > MAX_ADDRESSES) {
      const [oldest] = this.#addresses.keys()
      if (oldest !== undefined) this.#addresses.delete(oldest)
    }
    const digest = digestOf(token).toString('base64')
    if (failing.known.has(digest)) return
    if (failing.known.size < MAX_KNOWN) failing.known.add(digest)
    failing.limit.take()
    this.#all.take()
  }
}
