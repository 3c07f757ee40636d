import { checkBudget, isBudgetKept } from '../../performance/budget.ts'
import type { SignalLedger } from '../signal-ledger.ts'
import { isGone, nameOf, type SignalLibrary, type SignalRecord } from '../signal-record.ts'
import type { SignalAdapter, SignalTracker } from '../signal-tracker.ts'
import { notTracked } from './adapter.ts'

/** What is needed of `solid-js` 1.9: its development build has `DEV`, others have not. */
export interface SolidDevelopment {
  readonly DEV?: { readonly hooks: SolidHooks } | undefined
}

/** Each is called by the library after what it says, and is free for tools. */
export interface SolidHooks {
  afterCreateOwner: ((owner: never) => void) | null
  afterCreateSignal: ((signal: never) => void) | null
  afterUpdate: (() => void) | null
}

/** The library's own of a signal. */
interface SignalState {
  value: unknown
  readonly observers: readonly object[] | null
  readonly name?: string
}
/** The library's own of a memo, an effect or a component, which is also what owns those made in it. */
interface Computation {
  fn?: ((value: unknown) => unknown) | null
  value: unknown
  readonly sources?: readonly object[] | null
  cleanups?: (() => void)[] | null
  readonly comparator?: (previous: unknown, next: unknown) => boolean
  readonly component?: unknown
  readonly name?: string
  /** When its value was set last; null before the first time. */
  readonly updatedAt: number | null
}

/**
 * Follows all signals, memos and effects of Solid 1.9 that are made from now on, by the hooks that its development build
 * has for tools: also those of stores, resources and compiled JSX. In its production build there is nothing to see; there
 * `trackedSolidSignals` makes some that can be followed.
 *
 * @param solid the module: `import * as solid from 'solid-js'`
 * @returns takes it out again; what lives then goes on as it was
 */
export function trackSolid(tracker: SignalTracker, solid: SolidDevelopment): () => void {
  const hooks = solid.DEV?.hooks
  if (!hooks || !('afterCreateOwner' in hooks && 'afterCreateSignal' in hooks)) {
    notTracked(
      'solid-js',
      'its production build has no hooks; trackedSolidSignals() makes signals that are followed.',
    )
    return () => {}
  }
  return tracker.attach(hooksFor(tracker.ledger, hooks))
}

function hooksFor(ledger: SignalLedger, hooks: SolidHooks): SignalAdapter {
  let on = false
  const library: SignalLibrary = {
    name: 'solid',
    sourcesOf: (object) => (object as Computation).sources ?? [],
  }

  /** What was written first since nothing was to be done, and when. */
  let writing: SignalRecord | undefined
  let started = 0

  const VALUE = Symbol('value')
  type WatchedState = SignalState & { [VALUE]: unknown }
  // All share one accessor, and so it takes a signal no more memory than its value.
  const watchedValue: PropertyDescriptor = {
    configurable: true,
    enumerable: true,
    get(this: WatchedState) {
      return this[VALUE]
    },
    set(this: WatchedState, value: unknown) {
      this[VALUE] = value
      const record = on ? ledger.of(this) : undefined
      if (!record) return
      ledger.updated(record)
      if (writing || !this.observers?.length || !isBudgetKept('maxSignalUpdateTime')) return
      writing = record
      started = performance.now()
    },
  }

  const onSignal = (state: SignalState) => {
    if (!ledger.add(state, 'signal', library, state.name)) return
    Object.defineProperty(state, VALUE, { value: state.value, writable: true })
    Object.defineProperty(state, 'value', watchedValue)
  }

  /** Only when it runs it is known whether it is a memo or an effect. */
  const onOwner = (owner: Computation) => {
    const { fn } = owner
    // What createRoot makes has none.
    if (typeof fn !== 'function') return
    let record: SignalRecord | undefined
    const cleaned = () => record && ledger.cleaned(record)
    owner.fn = function (this: unknown, previous) {
      if (!on || owner.component !== undefined) return fn.call(this, previous)
      if (!record || isGone(record)) {
        const kind = 'observers' in owner ? 'computed' : 'effect'
        record = ledger.add(owner, kind, library, owner.name ?? fn.name)
      }
      if (!record) return fn.call(this, previous)
      // The library empties the list before it calls what is in it: when it runs it anew, and when it disposes it.
      owner.cleanups ??= []
      owner.cleanups.push(cleaned)
      const outer = ledger.begin(record)
      let failed = true
      try {
        const value = fn.call(this, previous)
        failed = false
        if (record.kind === 'computed' && owner.updatedAt !== null) {
          if (!owner.comparator?.(previous, value)) ledger.counted(record)
        }
        return value
      } finally {
        ledger.end(record, outer, failed)
      }
    }
  }

  return () => {
    const { afterCreateOwner, afterCreateSignal, afterUpdate } = hooks
    const owned = (owner: never) => {
      afterCreateOwner?.(owner)
      if (on) onOwner(owner)
    }
    const made = (state: never) => {
      afterCreateSignal?.(state)
      if (on) onSignal(state)
    }
    const settled = () => {
      afterUpdate?.()
      if (writing) checkBudget('maxSignalUpdateTime', performance.now() - started, nameOf(writing))
      writing = undefined
    }
    hooks.afterUpdate = settled
    hooks.afterCreateOwner = owned
    hooks.afterCreateSignal = made
    on = true
    return () => {
      on = false
      if (hooks.afterUpdate === settled) hooks.afterUpdate = afterUpdate
      if (hooks.afterCreateOwner === owned) hooks.afterCreateOwner = afterCreateOwner
      if (hooks.afterCreateSignal === made) hooks.afterCreateSignal = afterCreateSignal
    }
  }
}
