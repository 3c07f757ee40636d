/** Limits that a page is to keep. Milliseconds; CLS has no unit. What is not given has none. */
export interface PerformanceBudget {
  /** Of one render of a component, with its children. */
  readonly maxRenderTime?: number
  /** Of one update of a signal, with all that it causes at once. */
  readonly maxSignalUpdateTime?: number
  /** Of a task, or an animation frame, of the main thread. */
  readonly maxLongTask?: number
  /** From the request for a file of the page to its last byte. */
  readonly maxResourceTime?: number
  /** From an input of the user's until the next paint. */
  readonly maxInteraction?: number
  readonly maxLCP?: number
  readonly maxINP?: number
  readonly maxCLS?: number
  readonly maxFCP?: number
  readonly maxTTFB?: number
  /** Of the app's own measures, by their names. */
  readonly measures?: Readonly<Record<string, number>>
}

export type BudgetName = keyof PerformanceBudget

/** One limit that was not kept. */
export interface Violation {
  readonly budget: BudgetName
  /** What broke it: a component, a signal, a measure, a vital, an address. */
  readonly name: string
  readonly value: number
  readonly limit: number
  /** Milliseconds since the Unix epoch. */
  readonly time: number
}

type Check = (budget: BudgetName, value: number, name: string) => void

interface Kept {
  readonly check: Check
  readonly budget: PerformanceBudget
}

const KEPT = Symbol.for('kymo.budget')
const holder = globalThis as { [KEPT]?: Kept | undefined }

/**
 * Tells a value that there may be a limit for. It does nothing unless a `PerformanceMonitor` runs, and carries none of it.
 */
export function checkBudget(budget: BudgetName, value: number, name: string): void {
  holder[KEPT]?.check(budget, value, name)
}

/** Whether there is such a limit now: for what would cost too much to measure for nobody. */
export const isBudgetKept = (budget: BudgetName): boolean => holder[KEPT]?.budget[budget] !== undefined

/** @param check `undefined`: nobody keeps a budget any more */
export function keepBudget(check: Check | undefined, budget: PerformanceBudget = {}): void {
  holder[KEPT] = check && { check, budget }
}
