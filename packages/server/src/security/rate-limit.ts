/** Lets so many things happen in a second, and a number of them at once. */
export class RateLimit {
  readonly #perSecond: number
  readonly #burst: number
  #left: number
  #at = performance.now()

  constructor({ perSecond, burst }: { readonly perSecond: number; readonly burst: number }) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#left = burst
  }

  /** @returns false when it is too much */
  take(): boolean {
    if (this.isEmpty()) return false
    this.#left--
    return true
  }

  /** Seconds, whole and at least one, until the next is not too much. */
  get wait(): number {
    return Math.max(1, Math.ceil((1 - this.#left) / this.#perSecond))
  }

  /** Whether the next would be too much. */
  isEmpty(): boolean {
    const now = performance.now()
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) / 1000) * this.#perSecond)
    this.#at = now
    return this.#left < 1
  }
}
