import type { ReportedError } from './reported-error.ts'

/** Errors remembered. */
const KEPT = 100

interface Known {
  readonly until: number
  /** The newest that was the same, and how many there were. */
  repeated: ReportedError | undefined
  count: number
}

/**
 * Lets through the first of errors that are the same, and counts those that come within a while after it: they are told
 * of when it is over, as one.
 */
export class Repeats {
  readonly #known = new Map<string, Known>()
  readonly #later: (error: ReportedError) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Milliseconds. */
  window = 0

  /** @param later is given what stands for those that were counted */
  constructor(later: (error: ReportedError) => void) {
    this.#later = later
  }

  /** @returns whether it is the first */
  isFirst(error: ReportedError): boolean {
    if (this.window <= 0) return true
    const now = performance.now()
    const key = `${error.type}\n${error.stack || error.message}`.slice(0, 3000)
    const known = this.#known.get(key)
    if (known && known.until > now) {
      known.repeated = error
      known.count++
      this.#timer ??= setTimeout(() => this.#over(), known.until - now)
      return false
    }
    this.#known.delete(key)
    this.#known.set(key, { until: now + this.window, repeated: undefined, count: 0 })
    if (this.#known.size > KEPT) {
      const [oldest] = this.#known.keys()
      if (oldest !== undefined) this.#end(oldest)
    }
    return true
  }

  /** Tells of all that was counted. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const key of this.#known.keys()) this.#end(key)
  }

  #over(): void {
    this.#timer = undefined
    const now = performance.now()
    let next = Number.POSITIVE_INFINITY
    for (const [key, { until, count }] of this.#known) {
      if (until <= now + 1) this.#end(key)
      else if (count) next = Math.min(next, until)
    }
    if (next < Number.POSITIVE_INFINITY) this.#timer ??= setTimeout(() => this.#over(), next - now)
  }

  #end(key: string): void {
    const known = this.#known.get(key)
    this.#known.delete(key)
    if (!known?.repeated) return
    // In a loop the next ones belong to the same.
    this.#known.set(key, { until: performance.now() + this.window, repeated: undefined, count: 0 })
    this.#later({ ...known.repeated, count: known.count })
  }
}
