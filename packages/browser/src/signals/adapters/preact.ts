import { checkBudget, isBudgetKept } from '../../performance/budget.ts'
import type { SignalLedger } from '../signal-ledger.ts'
import { nameOf, type SignalLibrary, type SignalRecord } from '../signal-record.ts'
import type { SignalAdapter, SignalTracker } from '../signal-tracker.ts'
import { method, named, notTracked, replaced } from './adapter.ts'

/** What is needed of `@preact/signals-core`, or of `@preact/signals-react` and `@preact/signals`, which export it again. */
export interface PreactSignals {
  signal(value: unknown): object
  computed(fn: () => unknown): object
  effect(fn: () => unknown): () => void
}

/*
 * What follows are the library's fields under the names that they have in every build since 1.5: they are fixed in its
 * mangle.json, because its packages use those of each other. `name`, by which creation is seen, is there since 1.12.
 */

/** One dependency of a computed value or an effect. */
interface Link {
  /** Source. */
  readonly S: object
  /** Next source. */
  readonly n: Link | undefined
}
interface Source {
  /** Version: grows with each change. */
  readonly i: number
}
interface Target {
  /** First source; the last one while it runs. */
  readonly s: Link | undefined
  readonly f: number
}
interface ComputedFields extends Source, Target {
  /** Computes it again if it has to be. */
  h(): boolean
}
interface EffectFields extends Target {
  /** Runs it. Bindings to frameworks put their own into an effect that stands for a component. */
  c(): void
  /** It begins to run. */
  S(): () => void
  /** Disposes it. */
  d(): void
}
const RUNNING = 1
const OUTDATED = 4
const TRACKING = 32

interface Prototypes {
  readonly signal: object
  readonly computed: ComputedFields
  readonly effect: EffectFields
  readonly value: { get(): unknown; set(value: unknown): void }
  readonly computedValue: () => unknown
}

/**
 * Follows all signals of `@preact/signals-core` 1.12 or newer, also those of `@preact/signals-react`. Call it before the
 * app makes its signals: older ones are seen when what depends on them runs again.
 *
 * @param core the module: `import * as core from '@preact/signals-core'`
 * @returns takes it out again; signals that live then go on as they were
 */
export function trackPreactSignals(tracker: SignalTracker, core: PreactSignals): () => void {
  const prototypes = tracker.ledger.unseen(() => prototypesOf(core))
  if (!prototypes) {
    notTracked(
      '@preact/signals-core',
      'it is not built as 1.12 to 1.14 are; tracker.track() follows single signals.',
    )
    return () => {}
  }
  return tracker.attach(hooksFor(tracker.ledger, prototypes), prototypes.effect)
}

function hooksFor(ledger: SignalLedger, prototypes: Prototypes): SignalAdapter {
  const { computed, effect, value, computedValue } = prototypes
  const { h: refresh } = computed
  const { c: run, S: start, d: dispose } = effect
  let on = false

  const library: SignalLibrary = {
    name: 'preact',
    sourcesOf(object) {
      const { s: first, f: flags } = object as Target
      if (flags & RUNNING) return undefined
      const sources: object[] = []
      for (let link = first; link; link = link.n) sources.push(link.S)
      return sources
    },
    adopt: (source) => adopt(source),
  }

  // On the instance: the library's own accessor can't be changed. All share one, and so need no memory for it.
  const ofSignal: PropertyDescriptor = {
    configurable: true,
    enumerable: false,
    get: value.get,
    set(this: Source, next: unknown) {
      const record = on ? ledger.of(this) : undefined
      if (!record) return value.set.call(this, next)
      const version = this.i
      const started = isBudgetKept('maxSignalUpdateTime') ? performance.now() : -1
      let failed = true
      try {
        value.set.call(this, next)
        failed = false
      } finally {
        if (this.i !== version) ledger.updated(record)
        else if (failed) ledger.wrote(record)
        if (started >= 0) checkBudget('maxSignalUpdateTime', performance.now() - started, nameOf(record))
      }
    },
  }
  const ofComputed: PropertyDescriptor = {
    configurable: true,
    enumerable: false,
    get(this: ComputedFields) {
      if (on && this.f & RUNNING) looped(this)
      return computedValue.call(this)
    },
  }
  const looped = (object: object) => {
    const record = ledger.of(object)
    if (record) ledger.read(record)
  }

  const adopt = (object: object, name?: string): SignalRecord | undefined => {
    const isComputed = Object.prototype.isPrototypeOf.call(computed, object)
    const record = ledger.add(object, isComputed ? 'computed' : 'signal', library, name ?? nameIn(object))
    if (record) Object.defineProperty(object, 'value', isComputed ? ofComputed : ofSignal)
    return record
  }
  const effectOf = (object: object): SignalRecord | undefined =>
    ledger.of(object) ?? ledger.add(object, 'effect', library, nameIn(object))

  /** Every constructor sets a name, which creates the object's own unless the prototype has a setter. */
  const created = (created: (object: object, name: string) => void): PropertyDescriptor => ({
    get: () => undefined,
    set(this: object, name: unknown) {
      Object.defineProperty(this, 'name', {
        value: name,
        configurable: true,
        enumerable: true,
        writable: true,
      })
      if (on && !ledger.of(this)) created(this, named(name))
    },
  })

  const hooked = {
    h(this: ComputedFields) {
      // What is known to be up to date, which is what most reads find.
      if (!on || (this.f & (OUTDATED | TRACKING)) === TRACKING || this.f & RUNNING) return refresh.call(this)
      const record = ledger.of(this) ?? adopt(this)
      if (!record) return refresh.call(this)
      const version = this.i
      const before = record.run?.reads?.slice()
      const outer = ledger.begin(record)
      try {
        return refresh.call(this)
      } finally {
        // It need not have run: then what it could not read before is as it was.
        if (this.i === version) before?.forEach((source) => void ledger.read(source))
        ledger.end(record, outer, false)
        if (version > 0 && this.i !== version) ledger.counted(record)
      }
    },
    c(this: EffectFields) {
      const record = on ? effectOf(this) : undefined
      if (!record) return run.call(this)
      const outer = ledger.begin(record)
      let failed = true
      try {
        run.call(this)
        failed = false
      } finally {
        ledger.end(record, outer, failed)
      }
    },
    S(this: EffectFields) {
      const finish = start.call(this)
      const record = on && this.c !== hooked.c ? effectOf(this) : undefined
      if (!record) return finish
      const outer = ledger.begin(record)
      return () => {
        ledger.end(record, outer, false)
        finish()
      }
    },
    d(this: EffectFields) {
      const record = on ? ledger.of(this) : undefined
      if (record) ledger.disposed(record)
      return dispose.call(this)
    },
  }

  return () => {
    const made = created((object, name) => adopt(object, name))
    const undo = [
      replaced(prototypes.signal, 'name', made),
      replaced(computed, 'name', made),
      replaced(
        effect,
        'name',
        created((object, name) => ledger.add(object, 'effect', library, name)),
      ),
      replaced(computed, 'h', method(hooked.h)),
      replaced(effect, 'c', method(hooked.c)),
      replaced(effect, 'S', method(hooked.S)),
      replaced(effect, 'd', method(hooked.d)),
    ]
    on = true
    return () => {
      on = false
      for (const each of undo) each()
    }
  }
}

const nameIn = (object: object): string => named(Object.getOwnPropertyDescriptor(object, 'name')?.value)

/** Where its methods are, if they are as they are known. */
function prototypesOf(core: PreactSignals): Prototypes | undefined {
  try {
    const source = core.signal(0)
    const derived = core.computed(() => (source as { value: unknown }).value)
    let running: object | undefined
    core.effect(function (this: object) {
      running = this
      ;(derived as { value: unknown }).value
    })()
    const signal = Object.getPrototypeOf(source)
    const computed = Object.getPrototypeOf(derived)
    const effect = running && Object.getPrototypeOf(running)
    const value = Object.getOwnPropertyDescriptor(signal, 'value')
    const computedValue = Object.getOwnPropertyDescriptor(computed, 'value')?.get
    const asKnown =
      Object.hasOwn(source, 'name') &&
      (source as Source).i === 0 &&
      (derived as ComputedFields).i === 1 &&
      typeof (derived as ComputedFields).f === 'number' &&
      (derived as unknown as Target).s?.S === source &&
      typeof computed.h === 'function' &&
      [effect?.c, effect?.S, effect?.d].every((each) => typeof each === 'function')
    if (!asKnown || !value?.get || !value.set || !computedValue) return undefined
    return { signal, computed, effect, value: value as Prototypes['value'], computedValue }
  } catch {
    return undefined
  }
}
