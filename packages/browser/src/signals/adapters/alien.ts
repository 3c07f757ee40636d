import { checkBudget, isBudgetKept } from '../../performance/budget.ts'
import { isGone, nameOf, type SignalLibrary, type SignalRecord } from '../signal-record.ts'
import type { SignalTracker } from '../signal-tracker.ts'
import type { SignalName } from './adapter.ts'
import { Runs } from './runs.ts'

/** What is needed of `alien-signals` 3. */
export interface AlienSignals {
  signal<T>(initialValue: T): AlienSignal<T>
  computed<T>(getter: (previousValue?: T) => T): () => T
  effect(fn: () => undefined | (() => void)): () => void
  /** What runs now, and would depend on what is read. */
  getActiveSub(): object | undefined
}

export interface AlienSignal<T> {
  (): T
  (value: T): void
}

/** As those of `alien-signals`, with a name besides. */
export interface TrackedAlienSignals {
  signal<T>(initialValue: T, options?: SignalName): AlienSignal<T>
  computed<T>(getter: (previousValue?: T) => T, options?: SignalName): () => T
  // biome-ignore lint/suspicious/noConfusingVoidType: of functions that return nothing, and those that return a cleanup
  effect(fn: () => void | (() => void), options?: SignalName): () => void
}

const library: SignalLibrary = { name: 'alien' }

/**
 * Makes signals of `alien-signals` 3 that the tracker follows. The library keeps what it makes to itself, so only what is
 * made by these functions is seen; all else of the library works with them.
 *
 * @param alien the module: `import * as alien from 'alien-signals'`
 * @example
 * const { signal, computed, effect } = trackedAlienSignals(getSignalTracker({ enabled: true }), alien)
 */
export function trackedAlienSignals(tracker: SignalTracker, alien: AlienSignals): TrackedAlienSignals {
  const { ledger } = tracker
  const runs = new Runs(ledger, alien.getActiveSub)

  return {
    signal<T>(initialValue: T, { name }: SignalName = {}) {
      const own = alien.signal(initialValue)
      let last = initialValue
      const tracked = (...values: [] | [T]): T | undefined => {
        record ??= ledger.add(tracked, 'signal', library, name)
        if (!values.length) {
          runs.read(record)
          return own()
        }
        const [value] = values
        const changed = value !== last
        last = value
        if (changed && record) ledger.updated(record)
        if (!changed || !record || !isBudgetKept('maxSignalUpdateTime')) return void own(value)
        const started = performance.now()
        try {
          own(value)
        } finally {
          checkBudget('maxSignalUpdateTime', performance.now() - started, nameOf(record))
        }
      }
      let record = ledger.add(tracked, 'signal', library, name)
      return alike(tracked, own) as AlienSignal<T>
    },

    computed<T>(getter: (previousValue?: T) => T, { name }: SignalName = {}) {
      let computed = false
      const own = alien.computed((previous?: T) => {
        const value = runs.run(record, getter, previous)
        if (record && computed && value !== previous) ledger.counted(record)
        computed = true
        return value
      })
      const tracked = () => {
        record ??= ledger.add(tracked, 'computed', library, name)
        runs.read(record)
        return own()
      }
      let record = ledger.add(tracked, 'computed', library, name)
      return alike(tracked, own)
    },

    effect(fn, { name = fn.name } = {}) {
      let record: SignalRecord | undefined
      let clean: unknown
      const body = () => {
        clean = fn()
      }
      // The library calls it before the effect runs again, and when it is disposed, by whomever.
      const cleaned = () => {
        if (record) ledger.cleaned(record)
        if (typeof clean === 'function') clean()
      }
      const own = alien.effect(() => {
        const self = alien.getActiveSub()
        if (self && (!record || isGone(record))) record = ledger.add(self, 'effect', library, name)
        runs.run(record, body, undefined)
        return cleaned
      })
      return alike(() => {
        own()
        if (record) ledger.disposed(record)
      }, own)
    },
  }
}

/** The library knows its functions by their names. */
function alike<Tracked extends object>(tracked: Tracked, own: { readonly name: string }): Tracked {
  Object.defineProperty(tracked, 'name', { value: own.name, configurable: true })
  return tracked
}
