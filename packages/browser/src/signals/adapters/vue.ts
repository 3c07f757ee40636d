import { checkBudget, isBudgetKept } from '../../performance/budget.ts'
import type { SignalLedger } from '../signal-ledger.ts'
import { nameOf, type SignalLibrary, type SignalRecord } from '../signal-record.ts'
import type { SignalAdapter, SignalTracker } from '../signal-tracker.ts'
import { method, notTracked, replaced } from './adapter.ts'

/** What is needed of `@vue/reactivity` 3.5, or of `vue`, which exports it again. */
export interface VueReactivity {
  ref(value: unknown): object
  computed(getter: () => unknown): object
  readonly ReactiveEffect: { readonly prototype: object }
}

/*
 * What follows are the library's fields, named so in every build of 3.5; most are marked as internal.
 */

/** What there is of each ref, computed value, and property of a reactive object: what its subscribers hang on. */
interface Dep {
  readonly computed?: object
  /** Grows with each change. */
  readonly version: number
  /** Of a property. */
  readonly key?: unknown
  trigger(debug?: unknown): void
}
interface Link {
  readonly dep: Dep
  readonly nextDep: Link | undefined
}
interface Subscriber {
  readonly deps: Link | undefined
  readonly flags: number
}
interface Effect extends Subscriber {
  readonly fn: () => unknown
  run(): unknown
  stop(): void
}
interface Computed extends Subscriber {
  readonly dep: Dep
  fn: (previous?: unknown) => unknown
}
const ACTIVE = 1
const RUNNING = 2

interface Prototypes {
  readonly ref: object
  readonly computed: object
  readonly effect: Effect
  readonly dep: Dep
}

/**
 * Follows all refs, computed values, reactive objects and effects of Vue 3.5, those of components and watchers, too. Call
 * it before the app makes them: older ones are seen when they change or when what depends on them runs again.
 *
 * @param vue the module: `import * as vue from '@vue/reactivity'`, or from `vue`
 * @returns takes it out again; what lives then goes on as it was
 */
export function trackVue(tracker: SignalTracker, vue: VueReactivity): () => void {
  const prototypes = tracker.ledger.unseen(() => prototypesOf(vue))
  if (!prototypes) {
    notTracked('@vue/reactivity', 'it is not built as 3.5 is; tracker.track() follows single signals.')
    return () => {}
  }
  return tracker.attach(hooksFor(tracker.ledger, prototypes), prototypes.effect)
}

function hooksFor(ledger: SignalLedger, prototypes: Prototypes): SignalAdapter {
  const { run, stop } = prototypes.effect
  const { trigger } = prototypes.dep
  let on = false

  const library: SignalLibrary = {
    name: 'vue',
    sourcesOf(object) {
      const subscriber = ((object as Dep).computed ?? object) as Subscriber
      if (subscriber.flags & RUNNING) return undefined
      const sources: object[] = []
      for (let link = subscriber.deps; link; link = link.nextDep) sources.push(link.dep)
      return sources
    },
    adopt: (source) => adopt(source as Dep),
  }

  const adopt = (dep: Dep): SignalRecord | undefined => {
    if (dep.computed) return adoptComputed(dep.computed as Computed)
    return ledger.add(dep, 'signal', library, typeof dep.key === 'string' ? dep.key : '')
  }

  /** Whoever asks for its value, or needs to know whether it has changed, runs its function. */
  const adoptComputed = (computed: Computed): SignalRecord | undefined => {
    const { fn, dep } = computed
    const record = ledger.add(dep, 'computed', library, fn.name)
    if (!record) return undefined
    computed.fn = function (this: Computed, previous) {
      if (!on) return fn.call(this, previous)
      const outer = ledger.begin(record)
      let failed = true
      try {
        const value = fn.call(this, previous)
        failed = false
        if (this.dep.version > 0 && !Object.is(value, previous)) ledger.counted(record)
        return value
      } finally {
        ledger.end(record, outer, failed)
      }
    }
    return record
  }

  const effectOf = (effect: Effect) =>
    ledger.of(effect) ?? ledger.add(effect, 'effect', library, effect.fn.name)

  const hooked = {
    trigger(this: Dep, debug?: unknown) {
      const record = on && !this.computed ? (ledger.of(this) ?? adopt(this)) : undefined
      if (!record) return trigger.call(this, debug)
      ledger.updated(record)
      if (!isBudgetKept('maxSignalUpdateTime')) return trigger.call(this, debug)
      const started = performance.now()
      try {
        trigger.call(this, debug)
      } finally {
        checkBudget('maxSignalUpdateTime', performance.now() - started, nameOf(record))
      }
    },
    run(this: Effect) {
      const record = on && this.flags & ACTIVE ? effectOf(this) : undefined
      if (!record) return run.call(this)
      const outer = ledger.begin(record)
      let failed = true
      try {
        const value = run.call(this)
        failed = false
        return value
      } finally {
        ledger.end(record, outer, failed)
      }
    },
    stop(this: Effect) {
      const record = on ? ledger.of(this) : undefined
      if (record) ledger.disposed(record)
      return stop.call(this)
    },
  }

  /** Constructors set these fields, which creates the object's own unless the prototype has a setter. */
  const created = (field: string, adopted: (object: object) => void): PropertyDescriptor => ({
    get: () => undefined,
    set(this: object, value: unknown) {
      Object.defineProperty(this, field, { value, configurable: true, enumerable: true, writable: true })
      if (on) adopted(this)
    },
  })

  return () => {
    const undo = [
      replaced(
        prototypes.ref,
        '__v_isShallow',
        created('__v_isShallow', (ref) => adoptRef(ref as Ref)),
      ),
      replaced(
        prototypes.computed,
        'isSSR',
        created('isSSR', (made) => adoptComputed(made as Computed)),
      ),
      replaced(prototypes.dep, 'trigger', method(hooked.trigger)),
      replaced(prototypes.effect, 'run', method(hooked.run)),
      replaced(prototypes.effect, 'stop', method(hooked.stop)),
    ]
    on = true
    return () => {
      on = false
      for (const each of undo) each()
    }
  }

  function adoptRef({ dep }: Ref): void {
    if (dep && !ledger.of(dep)) adopt(dep)
  }
}

interface Ref {
  readonly dep?: Dep
}

/** Where its methods are, if they are as they are known. */
function prototypesOf(vue: VueReactivity): Prototypes | undefined {
  try {
    const ref = vue.ref(0) as { readonly dep: Dep; readonly value: unknown }
    const computed = vue.computed(() => ref.value) as Computed & { readonly value: unknown }
    void computed.value
    const effect = vue.ReactiveEffect.prototype as Effect
    const dep = Object.getPrototypeOf(ref.dep) as Dep
    const asKnown =
      Object.hasOwn(ref, '__v_isShallow') &&
      Object.hasOwn(computed, 'isSSR') &&
      computed.deps?.dep === ref.dep &&
      (computed.dep.computed as object) === computed &&
      computed.dep.version === 1 &&
      typeof computed.flags === 'number' &&
      [dep.trigger, effect.run, effect.stop].every((each) => typeof each === 'function')
    if (!asKnown) return undefined
    return { ref: Object.getPrototypeOf(ref), computed: Object.getPrototypeOf(computed), effect, dep }
  } catch {
    return undefined
  }
}
