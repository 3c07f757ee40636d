import { checkBudget, isBudgetKept } from '../../performance/budget.ts'
import { isGone, nameOf, type SignalLibrary, type SignalRecord } from '../signal-record.ts'
import type { SignalTracker } from '../signal-tracker.ts'
import { notTracked, type SignalName } from './adapter.ts'
import { Runs } from './runs.ts'

/** Whatever its signature is. */
type Made = (...given: never[]) => unknown
type Equals = false | ((previous: unknown, next: unknown) => boolean)
type Options = SignalName & { readonly equals?: Equals | undefined }
type Run = (previous: unknown) => unknown
type Make = (fn: Run, value?: unknown, options?: Options) => unknown

/** What the functions of a signal are bound to, and so has its life. */
interface SignalState {
  get: () => unknown
  set: (next?: unknown) => unknown
  readonly name: string | undefined
  readonly equals: Equals | undefined
  record: SignalRecord | undefined
}

/** What is needed of `solid-js` 1.9. */
export interface SolidSignals {
  readonly createSignal: Made
  readonly createMemo: Made
  readonly createEffect: Made
  readonly createRenderEffect: Made
  readonly createComputed: Made
  getListener(): object | null
  getOwner(): object | null
  onCleanup(fn: () => void): unknown
}

/** Those that the tracker follows, with the library's own signatures. */
export type TrackedSolidSignals<Solid extends SolidSignals> = Pick<
  Solid,
  'createSignal' | 'createMemo' | 'createEffect' | 'createRenderEffect' | 'createComputed'
>

const library: SignalLibrary = { name: 'solid' }

/**
 * Makes signals of Solid 1.9 that the tracker follows, also in its production build, where nothing else can be seen of
 * them: not the effects that compiled JSX makes, nor the signals of stores and resources.
 *
 * @param solid the module: `import * as solid from 'solid-js'`
 * @example
 * const { createSignal, createMemo, createEffect } = trackedSolidSignals(getSignalTracker({ enabled: true }), solid)
 */
export function trackedSolidSignals<Solid extends SolidSignals>(
  tracker: SignalTracker,
  solid: Solid,
): TrackedSolidSignals<Solid> {
  if (typeof solid.createComputed !== 'function' || typeof solid.getListener !== 'function') {
    notTracked('solid-js', 'it is not version 1; tracker.track() follows single signals.')
    return solid
  }
  const { ledger } = tracker
  const runs = new Runs(ledger, solid.getListener)

  /** A function that is followed from its first run: only then there is what has its life. */
  const followed = (
    kind: 'computed' | 'effect',
    fn: Run,
    name: string,
    known: (record: SignalRecord) => void,
  ): Run => {
    let record: SignalRecord | undefined
    // The library calls it before it runs the function anew, and when it disposes it.
    const cleaned = () => record && ledger.cleaned(record)
    return (previous) => {
      const self = ledger.watching ? solid.getOwner() : null
      if (self && (!record || isGone(record))) {
        record = ledger.add(self, kind, library, name)
        if (record) known(record)
      }
      if (self && record) solid.onCleanup(cleaned)
      return runs.run(record, fn, previous)
    }
  }

  const effect =
    (make: Make): Make =>
    (fn, value, options) =>
      make(
        followed('effect', fn, options?.name ?? fn.name, () => {}),
        value,
        options,
      )

  function read(this: SignalState): unknown {
    runs.read(known(this))
    return this.get()
  }
  function write(this: SignalState, next?: unknown): unknown {
    const record = known(this)
    if (!record || !isBudgetKept('maxSignalUpdateTime')) return this.set(next)
    const started = performance.now()
    try {
      return this.set(next)
    } finally {
      checkBudget('maxSignalUpdateTime', performance.now() - started, nameOf(record))
    }
  }
  /** The library compares at each write; what is different is a change. */
  function compare(this: SignalState, previous: unknown, next: unknown): boolean {
    const same = isSame(this.equals, previous, next)
    if (!same && this.record) ledger.updated(this.record)
    return same
  }
  function known(state: SignalState): SignalRecord | undefined {
    state.record ??= ledger.add(state, 'signal', library, state.name)
    return state.record
  }

  const tracked = {
    createSignal(value?: unknown, options: Options = {}) {
      const state = { name: options.name, equals: options.equals } as SignalState
      known(state)
      const given = [value, { ...options, equals: compare.bind(state) }]
      const made = (solid.createSignal as Made)(...(given as never[])) as [
        SignalState['get'],
        SignalState['set'],
      ]
      ;[state.get, state.set] = made
      return [read.bind(state), write.bind(state)]
    },

    createMemo(fn: Run, value?: unknown, options: Options = {}) {
      let record: SignalRecord | undefined
      const equals = (before: unknown, next: unknown) => {
        const same = isSame(options.equals, before, next)
        if (!same && record) ledger.counted(record)
        return same
      }
      const own = followed('computed', fn, options.name ?? fn.name, (known) => {
        record = known
      })
      const get = (solid.createMemo as Make)(own, value, { ...options, equals }) as () => unknown
      return () => {
        runs.read(record)
        return get()
      }
    },

    createEffect: effect(solid.createEffect as Make),
    createRenderEffect: effect(solid.createRenderEffect as Make),
    createComputed: effect(solid.createComputed as Make),
  }
  return tracked as unknown as TrackedSolidSignals<Solid>
}

function isSame(equals: Equals | undefined, previous: unknown, next: unknown): boolean {
  if (equals === undefined) return previous === next
  return equals !== false && equals(previous, next)
}
