import { checkBudget, isBudgetKept } from '../../performance/budget.ts'
import { isGone, nameOf, type SignalLibrary, type SignalRecord } from '../signal-record.ts'
import type { SignalTracker } from '../signal-tracker.ts'
import { notTracked, type SignalName } from './adapter.ts'
import { Runs } from './runs.ts'

/** What is needed of `alien-signals` 3. */
export interface AlienSignals {
  signal<T>(initialValue: T): AlienSignal<T>
  computed<T>(getter: (previousValue?: T) => T): () => T
  effect(fn: () => undefined | (() => void)): () => void
  /** What runs now, and would depend on what is read. */
  getActiveSub(): object | undefined
  isSignal(fn: () => void): boolean
  isComputed(fn: () => void): boolean
  isEffect(fn: () => void): boolean
}

export interface AlienSignal<T> {
  (): T
  (value: T): void
}

/** As those of `alien-signals`, with a name besides. What tells them apart knows the library's own as well. */
export interface TrackedAlienSignals {
  signal<T>(initialValue: T, options?: SignalName): AlienSignal<T>
  computed<T>(getter: (previousValue?: T) => T, options?: SignalName): () => T
  // biome-ignore lint/suspicious/noConfusingVoidType: of functions that return nothing, and those that return a cleanup
  effect(fn: () => void | (() => void), options?: SignalName): () => void
  isSignal(fn: () => void): boolean
  isComputed(fn: () => void): boolean
  isEffect(fn: () => void): boolean
}

/** What a function that stands for the library's own is bound to, and so has its life. */
interface SignalState {
  readonly own: AlienSignal<unknown>
  readonly name: string | undefined
  last: unknown
  record: SignalRecord | undefined
}
interface ComputedState {
  own: () => unknown
  readonly getter: (previous: unknown) => unknown
  readonly name: string | undefined
  /** It has had a value. */
  computed: boolean
  record: SignalRecord | undefined
}
interface EffectState {
  readonly fn: () => unknown
  readonly name: string
  readonly cleaned: () => void
  clean: unknown
  dispose: () => void
  record: SignalRecord | undefined
}

const library: SignalLibrary = { name: 'alien' }

/**
 * Makes signals of `alien-signals` 3 that the tracker follows. The library keeps what it makes to itself, so only what is
 * made by these functions is seen; all else of the library works with them, but for its `isSignal`, `isComputed` and
 * `isEffect`, which are here, too.
 *
 * @param alien the module: `import * as alien from 'alien-signals'`
 * @example
 * const { signal, computed, effect } = trackedAlienSignals(getSignalTracker({ enabled: true }), alien)
 */
export function trackedAlienSignals(tracker: SignalTracker, alien: AlienSignals): TrackedAlienSignals {
  if (typeof alien.getActiveSub !== 'function') {
    notTracked('alien-signals', 'it is not version 3; tracker.track() follows single signals.')
    return alien as TrackedAlienSignals
  }
  const { ledger } = tracker
  const runs = new Runs(ledger, alien.getActiveSub)

  function signalCall(this: SignalState, ...values: [] | [unknown]): unknown {
    this.record ??= ledger.add(this, 'signal', library, this.name)
    const { own, record } = this
    if (!values.length) {
      runs.read(record)
      return own()
    }
    const [value] = values
    const changed = value !== this.last
    this.last = value
    if (changed && record) ledger.updated(record)
    if (!changed || !record || !isBudgetKept('maxSignalUpdateTime')) return own(value)
    const started = performance.now()
    try {
      return own(value)
    } finally {
      checkBudget('maxSignalUpdateTime', performance.now() - started, nameOf(record))
    }
  }

  function computedCall(this: ComputedState): unknown {
    this.record ??= ledger.add(this, 'computed', library, this.name)
    runs.read(this.record)
    return this.own()
  }

  function compute(this: ComputedState, previous: unknown): unknown {
    const value = runs.run(this.record, this.getter, previous)
    if (this.record && this.computed && value !== previous) ledger.counted(this.record)
    this.computed = true
    return value
  }

  function runEffect(this: EffectState): () => void {
    const self = alien.getActiveSub()
    if (self && (!this.record || isGone(this.record))) {
      this.record = ledger.add(self, 'effect', library, this.name)
    }
    this.clean = runs.run(this.record, this.fn, undefined)
    return this.cleaned
  }

  /** The library calls it before the effect runs again, and when it is disposed, by whomever. */
  function cleanEffect(this: EffectState): void {
    if (this.record) ledger.cleaned(this.record)
    if (typeof this.clean === 'function') this.clean()
  }

  function disposeEffect(this: EffectState): void {
    this.dispose()
    if (this.record) ledger.disposed(this.record)
  }

  return {
    signal<T>(initialValue: T, { name }: SignalName = {}) {
      const own = alien.signal<unknown>(initialValue)
      const state: SignalState = { own, name, last: initialValue, record: undefined }
      state.record = ledger.add(state, 'signal', library, name)
      return signalCall.bind(state as never) as unknown as AlienSignal<T>
    },

    computed<T>(getter: (previousValue?: T) => T, { name }: SignalName = {}) {
      const state = { getter, name, computed: false } as ComputedState
      state.own = alien.computed(compute.bind(state) as () => unknown)
      state.record = ledger.add(state, 'computed', library, name)
      return computedCall.bind(state) as () => T
    },

    effect(fn, { name = fn.name } = {}) {
      const state = { fn, name } as EffectState & { cleaned: () => void }
      state.cleaned = cleanEffect.bind(state)
      state.dispose = alien.effect(runEffect.bind(state))
      return disposeEffect.bind(state)
    },

    // The library knows its own by their names, too.
    isSignal: (fn) => fn.name === `bound ${signalCall.name}` || alien.isSignal(fn),
    isComputed: (fn) => fn.name === `bound ${computedCall.name}` || alien.isComputed(fn),
    isEffect: (fn) => fn.name === `bound ${disposeEffect.name}` || alien.isEffect(fn),
  }
}
