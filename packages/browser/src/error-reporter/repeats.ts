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
  /** When it ends, by `performance.now()`. */
  #due = 0
  /** Milliseconds. */
  window = 0

  /** @param later is given what stands for those that were counted */
  constructor(later: (error: ReportedError) => void) {
    this.#later = later
  }

  /** That were counted, and are not told of yet. */
  get waiting(): number {
    return [...this.#known.values()].reduce((sum, { count }) => sum + count, 0)
  }

  /** @returns whether it is the first */
  isFirst(error: ReportedError): boolean {
    if (this.window <= 0) return true
    const now = performance.now()
    const key = `${error.type}\n${error.stack || error.message}`.slice(0, 3000)
    // A timer may be late, as in a page that nobody sees.
    if ((this.#known.get(key)?.until ?? now) <= now) this.#end(key)
    const known = this.#known.get(key)
    if (known) {
      known.repeated = error
      known.count++
      this.#wake(known.until)
      return false
    }
    this.#begin(key)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KEPT) break
      this.#forget(oldest)
    }
    return true
  }

  /** Tells of all that was counted, and knows nothing any more. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const key of [...this.#known.keys()]) this.#forget(key)
  }

  /** Sees to it that what is over then is told of. */
  #wake(until: number): void {
    if (this.#timer !== undefined && this.#due <= until) return
    clearTimeout(this.#timer)
    this.#due = until
    this.#timer = setTimeout(() => this.#over(), until - performance.now())
  }

  #over(): void {
    this.#timer = undefined
    const now = performance.now()
    for (const [key, { until, count }] of [...this.#known]) {
      if (until <= now + 1) this.#end(key)
      else if (count) this.#wake(until)
    }
  }

  #begin(key: string): void {
    this.#known.set(key, { until: performance.now() + this.window, repeated: undefined, count: 0 })
  }

  /** In a loop the next ones belong to the same. */
  #end(key: string): void {
    if (this.#forget(key)) this.#begin(key)
  }

  /** @returns whether something was counted, which is told of */
  #forget(key: string): boolean {
    const { repeated, count = 0 } = this.#known.get(key) ?? {}
    this.#known.delete(key)
    if (repeated) this.#later({ ...repeated, count })
    return repeated !== undefined
  }
}
