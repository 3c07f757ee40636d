import * as vue from '@vue/reactivity'
import { afterEach, expect, test } from 'vitest'
import { type SignalTracker, trackVue } from '../../src/index.ts'
import { cycleNames, seen, startTracker } from './page.ts'

let tracker: SignalTracker
let undo = () => {}
afterEach(() => {
  undo()
  tracker.stop()
})

const follow = (config = {}) => {
  tracker = startTracker(config)
  undo = trackVue(tracker, vue)
}
const names = () => tracker.signals().map(({ name, kind }) => name.replace(/ #.*/, ` of ${kind}`))

test('refs, computed values and effects are known from their creation, with what depends on what', () => {
  follow()
  const price = vue.ref(2)
  const total = vue.computed(function total() {
    return price.value * 3
  })
  const runner = vue.effect(function show() {
    total.value
  })
  const [signal] = tracker.signals()
  expect(signal).toMatchObject({ kind: 'signal', library: 'vue', updates: 0, subscribers: 1, dependsOn: [] })
  expect(seen(tracker, 'total')).toMatchObject({
    kind: 'computed',
    subscribers: 1,
    dependsOn: [signal?.name],
  })
  expect(seen(tracker, 'show')).toMatchObject({ kind: 'effect', subscribers: 0, dependsOn: ['total'] })
  price.value = 3
  price.value = 3
  price.value = 4
  expect([price.value, total.value]).toEqual([4, 12])
  expect(tracker.signals().map(({ updates }) => updates)).toEqual([2, 2, 2])
  vue.stop(runner)
  expect(names()).toEqual(['signal of signal', 'total'])
})

test('properties of reactive objects are signals by their names, from when something depends on them', () => {
  follow()
  const cart = vue.reactive({ items: [1, 2], coupon: '' })
  vue.effect(function show() {
    cart.coupon
  })
  cart.coupon = 'ten'
  expect(seen(tracker, 'coupon')).toMatchObject({ kind: 'signal', updates: 1, subscribers: 1 })
  expect(seen(tracker, 'show')).toMatchObject({ updates: 1, dependsOn: ['coupon'] })
})

test('shallow refs, custom refs and watchers are seen, too', () => {
  follow()
  const shallow = vue.shallowRef({ deep: 1 })
  let told = 0
  const stop = vue.watch(shallow, () => told++)
  shallow.value.deep = 2
  vue.triggerRef(shallow)
  shallow.value = { deep: 3 }
  expect(tracker.mostUpdated()).toMatchObject([
    { kind: 'signal', updates: 2 },
    { kind: 'effect', updates: 2 },
  ])
  stop()
  expect(names()).toEqual(['signal of signal'])
})

test('effects that a scope stops are gone', () => {
  follow()
  const scope = vue.effectScope()
  const count = vue.ref(0)
  scope.run(() => vue.effect(() => void count.value))
  expect(tracker.summary()).toMatchObject({ signals: 2, gone: 0 })
  scope.stop()
  expect(tracker.summary()).toMatchObject({ signals: 1, gone: 1 })
})

test('cycles are seen, of computed values and of an effect that changes what it depends on', () => {
  follow()
  const a: vue.ComputedRef<number> = vue.computed(function a() {
    return b.value + 1
  })
  const b = vue.computed(function b(): number {
    return a.value + 1
  })
  a.value
  expect(cycleNames(tracker)).toEqual(['a → b'])
  const count = vue.ref(0)
  const runner = vue.effect(function endless() {
    count.value = count.value + 1
  })
  expect(cycleNames(tracker)[1]).toMatch(/^signal #\d+ → endless$/)
  vue.stop(runner)
  expect(cycleNames(tracker)).toEqual(['a → b'])
})

test('taken out, the library is as it was, and what was made meanwhile goes on', () => {
  const before = shapeOf()
  for (let round = 0; round < 2; round++) {
    follow()
    const count = vue.ref(0)
    const double = vue.computed(() => count.value * 2)
    tracker.configure({ excessiveUpdates: 5 })
    count.value = 1
    expect(double.value).toBe(2)
    undo()
    expect(shapeOf()).toEqual(before)
    count.value = 2
    expect(double.value).toBe(4)
    expect(tracker.summary()).toMatchObject({ signals: 2, updates: 1 })
  }
})

/** What the adapter covers. */
function shapeOf() {
  const ref = vue.ref(0) as unknown as { dep: object }
  const computed = vue.computed(() => 0)
  return [ref, ref.dep, computed, vue.ReactiveEffect.prototype].map((object) =>
    Object.getOwnPropertyDescriptors(
      object === vue.ReactiveEffect.prototype ? object : Object.getPrototypeOf(object),
    ),
  )
}

test('put in twice it counts once; taken out and put in, it goes on', () => {
  follow()
  const again = trackVue(tracker, vue)
  const count = vue.ref(1)
  tracker.rename(count, 'count')
  const double = vue.computed(function double() {
    return count.value * 2
  })
  const runner = vue.effect(function show() {
    void double.value
  })
  const updates = () => ['count', 'double', 'show'].map((name) => seen(tracker, name).updates)
  count.value = 2
  expect(updates()).toEqual([1, 1, 1])
  undo()
  again()
  count.value = 3
  const last = trackVue(tracker, vue)
  count.value = 4
  expect(updates()).toEqual([2, 2, 2])
  last()
  runner.effect.stop()
})
