import { checkBudget, isBudgetKept } from '../../performance/budget.ts'
import type { SignalLedger } from '../signal-ledger.ts'
import { nameOf, type SignalLibrary, type SignalRecord } from '../signal-record.ts'
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

type Comparator = (previous: never, next: never) => boolean
type Run = (this: Computation, previous: unknown) => unknown

/** The library's own of a signal. It calls the comparator as a method, at each write. */
interface SignalState {
  readonly name?: string
  readonly observers?: readonly object[] | null
  comparator?: Comparator | undefined
}
/**
 * The library's own of a memo, an effect or a component, which is also what owns those made in it. It calls the function as
 * a method.
 */
interface Computation extends SignalState {
  fn?: Run | null
  readonly sources?: readonly object[] | null
  cleanups?: (() => void)[] | null
  readonly component?: unknown
  [RUN]?: Run
  [CLEANED]?: () => void
}
const RUN = Symbol('kymo run')
const CLEANED = Symbol('kymo cleaned')

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
  return tracker.attach(hooksFor(tracker.ledger, hooks), hooks)
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

  const changed = (state: SignalState) => {
    const record = ledger.of(state)
    if (!record) return
    if (record.kind === 'computed') return ledger.counted(record)
    ledger.updated(record)
    if (writing || !state.observers?.length || !isBudgetKept('maxSignalUpdateTime')) return
    writing = record
    started = performance.now()
  }
  const always: Comparator = function (this: SignalState) {
    if (on) changed(this)
    return false
  }
  // Most signals have the same comparator, and so they share what stands for it.
  const counting = new WeakMap([[always, always]])
  const countingBy = (own: Comparator): Comparator => {
    const comparator: Comparator = function (this: SignalState, previous, next) {
      const same = own(previous, next)
      if (!same && on) changed(this)
      return same
    }
    counting.set(own, comparator).set(comparator, comparator)
    return comparator
  }
  const watch = (state: SignalState) => {
    const own = state.comparator
    state.comparator = own ? (counting.get(own) ?? countingBy(own)) : always
  }

  const onSignal = (state: SignalState) => {
    if (ledger.add(state, 'signal', library, state.name)) watch(state)
  }

  /** Only when it runs it is known whether it is a memo or an effect. */
  const recordOf = (owner: Computation): SignalRecord | undefined => {
    const known = ledger.of(owner)
    if (known) return known
    const kind = 'observers' in owner ? 'computed' : 'effect'
    const record = ledger.add(owner, kind, library, owner.name ?? owner[RUN]?.name)
    if (record && kind === 'computed') watch(owner)
    if (record) owner[CLEANED] = () => ledger.cleaned(record)
    return record
  }

  const run: Run = function (previous) {
    const own = this[RUN] as Run
    const record = on && this.component === undefined ? recordOf(this) : undefined
    if (!record) return own.call(this, previous)
    // The library empties the list before it calls what is in it: when it runs it anew, and when it disposes it.
    this.cleanups ??= []
    this.cleanups.push(this[CLEANED] as () => void)
    const outer = ledger.begin(record)
    let failed = true
    try {
      const value = own.call(this, previous)
      failed = false
      return value
    } finally {
      ledger.end(record, outer, failed)
    }
  }

  const onOwner = (owner: Computation) => {
    // What createRoot makes has none.
    if (typeof owner.fn !== 'function') return
    owner[RUN] = owner.fn
    owner.fn = run
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
