import type { LeakKind } from '@kymo/protocol'
import { growthOf, LONGEST, leakOf } from './growth.ts'
import type { TrendPoint } from './trend.ts'

/** What is suspected to leak. */
export interface SuspectedLeak {
  readonly kind: LeakKind
  /** Its name, where components of one sort are what grows. */
  readonly component?: string
  /** Milliseconds since the Unix epoch. */
  readonly time: number
  /** Bytes of the heap, or things, a minute. */
  readonly growth: number
  /** What it grew to: bytes of the heap, or things. */
  readonly value: number
}

/** Follows one figure. */
export class LeakWatch {
  #points: TrendPoint[] = []
  #told = false
  readonly #least: number

  /** @param least growth a minute from which it may be a leak */
  constructor(least: number) {
    this.#least = least
  }

  /**
   * @param collected of a figure with garbage in it, whether it was collected since the point before. Only the lowest
   * point between two collections is kept: what is above it can be garbage. Default: true, each point counts
   */
  add(time: number, value: number, collected = true): void {
    const last = this.#points.at(-1)
    if (collected || last === undefined) this.#points.push({ time, value })
    else if (value < last.value) this.#points[this.#points.length - 1] = { time, value }
    if (this.#points.length > LONGEST) this.#points.shift()
  }

  /** A minute's worth; `undefined` while there are too few points. */
  get growth(): number | undefined {
    return growthOf(this.#points)
  }

  /** A minute's worth, once for each trend: again only after one that had ended. */
  suspect(): number | undefined {
    const growth = leakOf(this.#points, this.#least)
    if (growth !== undefined) {
      if (this.#told) return undefined
      this.#told = true
      return growth
    }
    // Ended, not only doubtful for a moment.
    if (this.#told && (this.growth ?? 0) < this.#least / 2) this.#told = false
    return undefined
  }
}
