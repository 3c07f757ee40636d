/**
 * Makes signals with effects by the library that its argument names, lets go of most of them, and prints what the tracker
 * then knows. It runs under `node --expose-gc`, as a bundle.
 */

import { type Fact, parseSignalReport } from '@kymo/protocol'
import * as core from '@preact/signals-core'
import * as vue from '@vue/reactivity'
import * as alien from 'alien-signals'
import * as solidDevelopment from 'solid-js/dist/dev.js'
import * as solidProduction from 'solid-js/dist/solid.js'
import {
  trackedAlienSignals,
  trackedSolidSignals,
  trackPreactSignals,
  trackSolid,
  trackVue,
} from '../../src/index.ts'
import { startTracker } from './page.ts'

/** A signal, a value derived from it, and an effect that reads that. */
interface Pair {
  write(value: number): void
  dispose(): void
}

const MANY = 10_000
const KEPT = 100
const facts: Fact[] = []
Object.assign(globalThis, {
  [Symbol.for('kymo.page')]: {
    record: (fact: Fact) => facts.push(fact),
    visits: { current: { id: '0123456789abcdef', address: '/' } },
  },
})
const tracker = startTracker({ maxEntries: 100_000 })

const solidPair = (solid: typeof import('solid-js')) => (): Pair =>
  solid.createRoot((dispose) => {
    const [held, write] = solid.createSignal(0)
    const double = solid.createMemo(() => held() * 2)
    solid.createEffect(() => void double())
    return { write, dispose }
  })

const libraries: Readonly<Record<string, () => () => Pair>> = {
  preact() {
    trackPreactSignals(tracker, core)
    return () => {
      const held = core.signal(0)
      const double = core.computed(() => held.value * 2)
      const dispose = core.effect(() => void double.value)
      const write = (value: number) => {
        held.value = value
      }
      return { write, dispose }
    }
  },
  alien() {
    const { signal, computed, effect } = trackedAlienSignals(tracker, alien)
    return () => {
      const held = signal(0)
      const double = computed(() => held() * 2)
      const dispose = effect(() => void double())
      return { write: held, dispose }
    }
  },
  solid() {
    trackSolid(tracker, solidDevelopment)
    return solidPair(solidDevelopment)
  },
  'solid-wrapped'() {
    return solidPair({
      ...solidProduction,
      ...trackedSolidSignals(tracker, solidProduction),
    })
  },
  vue() {
    trackVue(tracker, vue)
    return () => {
      const held = vue.ref(0)
      const double = vue.computed(() => held.value * 2)
      const runner = vue.effect(() => void double.value)
      const write = (value: number) => {
        held.value = value
      }
      return { write, dispose: () => vue.stop(runner) }
    }
  },
  track() {
    return () => {
      const [signal, double, show] = [{}, {}, {}]
      const handle = tracker.track(signal)
      const derived = tracker.track(double, { kind: 'computed' })
      const effect = tracker.track(show, { kind: 'effect' })
      const run = () => effect.run(() => derived.read())
      derived.run(() => handle.read())
      run()
      const write = () => {
        handle.updated()
        run()
      }
      return { write: Object.assign(write, { signal, double, show }), dispose: () => effect.dispose() }
    }
  },
}

const make = libraries[String(process.argv[2])]?.()
if (!make) throw new Error(`There is no library ${process.argv[2]}.`)

const collect = async (until: () => boolean) => {
  for (let round = 0; round < 200 && !until(); round++) {
    ;(globalThis as { gc?: () => void }).gc?.()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
/** All that is to be told: a report has room for some. */
const reports = () => {
  for (let before = -1; before !== facts.length; ) {
    before = facts.length
    dispatchEvent(new Event('pagehide'))
  }
  return facts.splice(0).flatMap((fact) => {
    const { value, problem } = parseSignalReport('attributes' in fact && fact.attributes['kymo.report'])
    if (!value) throw new Error(problem)
    return value.signals
  })
}

const few = (): Pair['write'][] => Array.from({ length: KEPT }, () => make().write)
const many = (): Pair[] => Array.from({ length: MANY }, make)
// In functions of their own, so that no register holds what was in a loop last.
const writeTo = (writes: readonly Pair['write'][], value: number) =>
  writes.forEach((write) => void write(value))
const disposeHalf = (pairs: readonly Pair[]) =>
  pairs.slice(0, MANY / 2).forEach(({ dispose }) => void dispose())

const kept = few()
let pairs: Pair[] | undefined = many()
const made = tracker.summary().signals
const told = reports().length
writeTo(
  pairs.map(({ write }) => write),
  1,
)
disposeHalf(pairs)
const disposed = tracker.summary().signals
pairs = undefined
await collect(() => tracker.summary().signals <= KEPT * 3)
const left = tracker.summary().signals
const ends = reports().filter(({ gone }) => gone)
writeTo(kept, 2)

console.log(
  JSON.stringify({
    made,
    told,
    disposed,
    left,
    gone: ends.length,
    goneOnce: new Set(ends.map(({ id }) => id)).size,
    effectsThatRan: tracker.signals().filter(({ kind, updates }) => kind === 'effect' && updates === 1)
      .length,
    edges: tracker.graph().edges.filter(({ kind }) => kind === 'read').length,
  }),
)
process.exit(0)
