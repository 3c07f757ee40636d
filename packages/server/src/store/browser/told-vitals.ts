/** Remembered, those told of last: what some twenty thousand loads of pages tell. */
export const REMEMBERED_VITALS = 100_000

/** Which vitals were told of before: what is told again takes the place of what was told first, and is none of its own. */
export class ToldVitals {
  /** The one told of longest ago comes first. */
  readonly #metrics = new Set<string>()

  /** @returns whether it was told of before */
  add(metric: string): boolean {
    const again = this.#metrics.delete(metric)
    this.#metrics.add(metric)
    if (this.#metrics.size > REMEMBERED_VITALS)
      this.#metrics.delete(this.#metrics.values().next().value as string)
    return again
  }

  /** Begins anew with what is known to have been told. @param metrics oldest first */
  restore(metrics: Iterable<string>): void {
    this.#metrics.clear()
    for (const metric of metrics) this.add(metric)
  }
}
