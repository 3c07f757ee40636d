import { keptText } from '../kept.ts'
import { Ring } from '../monitors/ring.ts'
import { observedPage } from '../page.ts'
import type { BudgetName, PerformanceBudget, Violation } from './budget.ts'

/** Milliseconds in which violations that are alike are told as one. */
const TOGETHER = 1000
/** Different ones told in that time. */
const DIFFERENT = 20

/** Which limits were not kept. */
export class Violations {
  readonly #ring = new Ring<Violation>(1000)
  #waiting = new Map<string, { worst: Violation; count: number }>()
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #tell: (worst: Violation, count: number) => void
  total = 0

  /** @param tell called with those that are alike, once a second */
  constructor(tell: (worst: Violation, count: number) => void) {
    this.#tell = tell
  }

  /** @returns the violation, where the budget has such a limit and the value is above it */
  check(budget: PerformanceBudget, key: BudgetName, value: number, name: string): Violation | undefined {
    const limits = budget.measures
    const limit = key === 'measures' ? limits && Object.hasOwn(limits, name) && limits[name] : budget[key]
    if (typeof limit !== 'number' || !(value > limit)) return undefined
    const violation = {
      budget: key,
      name: keptText(name, 200) || key,
      value,
      limit,
      time: performance.timeOrigin + performance.now(),
    }
    this.total++
    this.#ring.push(violation)
    this.#wait(violation)
    return violation
  }

  all(): readonly Violation[] {
    return this.#ring.all()
  }

  resize(size: number): void {
    this.#ring.resize(size)
  }

  clear(): void {
    this.#ring.clear()
    this.total = 0
  }

  /** Tells what waits. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const waiting = this.#waiting
    this.#waiting = new Map()
    for (const { worst, count } of waiting.values()) this.#tell(worst, count)
  }

  #wait(violation: Violation): void {
    const key = `${violation.budget} ${violation.name}`
    const alike = this.#waiting.get(key)
    if (alike) {
      alike.count++
      if (violation.value > alike.worst.value) alike.worst = violation
    } else if (this.#waiting.size < DIFFERENT) this.#waiting.set(key, { worst: violation, count: 1 })
    else observedPage()?.transport.drop()
    this.#timer ??= setTimeout(() => this.flush(), TOGETHER)
  }
}
