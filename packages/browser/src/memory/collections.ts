/**
 * Notices that garbage was collected, by what it collects: an object that nothing holds. Engines clear weak references in
 * collections of the whole heap only.
 */
export class Collections {
  #canary: WeakRef<object> | undefined
  #seen = 0

  /** Whether this browser lets them be noticed. */
  static readonly supported: boolean = typeof WeakRef === 'function'

  /** Collections noticed so far: one at most for each look. */
  get seen(): number {
    return this.#seen
  }

  /** @returns whether there was any since the look before */
  look(): boolean {
    if (!Collections.supported) return false
    const collected = this.#canary !== undefined && this.#canary.deref() === undefined
    if (collected) this.#seen++
    if (collected || this.#canary === undefined) this.#canary = new WeakRef({})
    return collected
  }
}
