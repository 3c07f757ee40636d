import * as core from '@preact/signals-core'
import { afterEach, expect, test, vi } from 'vitest'
import { type SignalTracker, trackPreactSignals } from '../../src/index.ts'
import { cycleNames, seen, startTracker } from './page.ts'

let tracker: SignalTracker
afterEach(() => tracker.stop())

const follow = (config = {}) => {
  tracker = startTracker(config)
  return trackPreactSignals(tracker, core)
}

test('signals, computed values and effects are known from their creation, with what depends on what', () => {
  const undo = follow()
  const price = core.signal(2, { name: 'price' })
  const total = core.computed(() => price.value * 3, { name: 'total' })
  const stop = core.effect(() => void total.value, { name: 'show' })
  expect(seen(tracker, 'price')).toEqual({
    kind: 'signal',
    library: 'preact',
    updates: 0,
    subscribers: 1,
    dependsOn: [],
  })
  expect(seen(tracker, 'total')).toMatchObject({ kind: 'computed', subscribers: 1, dependsOn: ['price'] })
  expect(seen(tracker, 'show')).toMatchObject({ kind: 'effect', subscribers: 0, dependsOn: ['total'] })

  price.value = 3
  price.value = 3
  price.value = 4
  expect([price.value, total.value]).toEqual([4, 12])
  for (const name of ['price', 'total', 'show']) expect(seen(tracker, name)).toMatchObject({ updates: 2 })

  stop()
  expect(tracker.signals().map(({ name }) => name)).toEqual(['price', 'total'])
  expect(seen(tracker, 'total')).toMatchObject({ subscribers: 0 })
  expect(tracker.summary()).toMatchObject({ created: 3, gone: 1, updates: 6 })
  undo()
})

test('a computed value that comes out the same is no update; a batch is one update of each write', () => {
  const undo = follow()
  const count = core.signal(1, { name: 'count' })
  const sign = core.computed(() => Math.sign(count.value), { name: 'sign' })
  core.effect(() => void sign.value, { name: 'effect' })
  core.batch(() => {
    count.value = 2
    count.value = 3
  })
  expect(seen(tracker, 'count')).toMatchObject({ updates: 2 })
  expect(seen(tracker, 'sign')).toMatchObject({ updates: 0 })
  expect(seen(tracker, 'effect')).toMatchObject({ updates: 0 })
  undo()
})

test('dependencies that a run no longer reads are dropped', () => {
  const undo = follow()
  const on = core.signal(true, { name: 'on' })
  const a = core.signal(1, { name: 'a' })
  const b = core.signal(2, { name: 'b' })
  core.effect(() => void (on.value ? a.value : b.value), { name: 'either' })
  expect(seen(tracker, 'either').dependsOn).toEqual(['on', 'a'])
  on.value = false
  expect(seen(tracker, 'either').dependsOn).toEqual(['on', 'b'])
  expect(seen(tracker, 'a').subscribers).toBe(0)
  expect(seen(tracker, 'b').subscribers).toBe(1)
  undo()
})

test('a computed value that needs itself is a cycle, and the app gets the error of the library', () => {
  const undo = follow()
  const a: core.ReadonlySignal<number> = core.computed(() => b.value + 1, { name: 'a' })
  const b = core.computed((): number => a.value + 1, { name: 'b' })
  expect(() => a.value).toThrow('Cycle detected')
  expect(cycleNames(tracker)).toEqual(['a → b'])
  undo()
})

test('an effect that changes what it depends on is a cycle, also when the library ended it by an error', () => {
  const undo = follow()
  const count = core.signal(0, { name: 'count' })
  expect(() =>
    core.effect(
      () => {
        count.value = count.value + 1
      },
      { name: 'endless' },
    ),
  ).toThrow('Cycle detected')
  expect(cycleNames(tracker)).toEqual(['count → endless'])

  const from = core.signal(1, { name: 'from' })
  const to = core.signal(0, { name: 'to' })
  core.effect(() => {
    to.value = from.value
  })
  expect(cycleNames(tracker)).toEqual(['count → endless'])
  undo()
})

test('a signal that updates too often is told of once a second, after the script that does it', async () => {
  const onExcessive = vi.fn()
  const undo = follow({ excessiveUpdates: 50, onExcessive })
  const busy = core.signal(0, { name: 'busy' })
  const calm = core.signal(0, { name: 'calm' })
  for (let at = 1; at <= 120; at++) busy.value = at
  for (let at = 1; at <= 49; at++) calm.value = at
  expect(onExcessive).not.toHaveBeenCalled()
  await Promise.resolve()
  expect(onExcessive.mock.calls).toEqual([
    [expect.objectContaining({ name: 'busy', kind: 'signal', library: 'preact', updates: 50 })],
  ])
  expect(tracker.excessive()).toHaveLength(1)
  expect(tracker.summary()).toMatchObject({ excessive: 1 })
  expect(tracker.mostUpdated(1)).toMatchObject([{ name: 'busy', updates: 120, peak: 120, perSecond: 120 }])
  undo()
})

test('taken out, the library is as it was, and signals made meanwhile go on', () => {
  const before = shapeOf()
  for (let round = 0; round < 2; round++) {
    const undo = follow()
    const count = core.signal(0)
    const double = core.computed(() => count.value * 2)
    tracker.stop()
    tracker.configure({ enabled: true })
    count.value = 1
    expect(tracker.summary()).toMatchObject({ signals: 2, updates: 1 })
    undo()
    expect(shapeOf()).toEqual(before)
    count.value = 2
    expect(double.value).toBe(4)
    expect(core.signal(1).value).toBe(1)
    expect(tracker.summary()).toMatchObject({ signals: 2, updates: 1 })
    tracker.stop()
  }
})

test('signals from before are seen when what depends on them runs again', () => {
  const old = core.signal(0, { name: 'old' })
  core.effect(() => void old.value, { name: 'reader' })
  const undo = follow()
  old.value = 1
  expect(seen(tracker, 'reader')).toMatchObject({ kind: 'effect', updates: 0, dependsOn: ['old'] })
  old.value = 2
  expect(seen(tracker, 'old')).toMatchObject({ kind: 'signal', updates: 1, subscribers: 1 })
  undo()
})

test('a module that is not as the library is, is left alone', () => {
  tracker = startTracker()
  const info = vi.spyOn(console, 'info')
  const signal = () => ({ value: 1 })
  const undo = trackPreactSignals(tracker, { signal, computed: signal, effect: () => () => {} })
  undo()
  expect(tracker.summary().signals).toBe(0)
  info.mockRestore()
})

/** What the adapter covers. */
function shapeOf() {
  let effect: object = {}
  core.effect(function (this: object) {
    effect = this
  })()
  return [core.signal(0), core.computed(() => 0), effect].map((object) => {
    const { name: _, ...fields } = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(object))
    return { ...fields, name: Object.hasOwn(Object.getPrototypeOf(object), 'name') }
  })
}

test('put in twice, as by a module that runs again, it counts once; taken out and put in, it goes on', () => {
  const undo = follow()
  const again = trackPreactSignals(tracker, core)
  expect(tracker.summary()).toMatchObject({ created: 0 })
  const count = core.signal(1, { name: 'count' })
  const double = core.computed(() => count.value * 2, { name: 'double' })
  const stop = core.effect(() => void double.value, { name: 'show' })
  const updates = () => ['count', 'double', 'show'].map((name) => seen(tracker, name).updates)
  count.value = 2
  expect(updates()).toEqual([1, 1, 1])
  undo()
  undo()
  count.value = 3
  expect(updates()).toEqual([2, 2, 2])
  again()
  count.value = 4
  expect(updates()).toEqual([2, 2, 2])
  const last = trackPreactSignals(tracker, core)
  count.value = 5
  expect(updates()).toEqual([3, 3, 3])
  tracker.configure({ enabled: false })
  count.value = 6
  tracker.configure({ enabled: true })
  count.value = 7
  expect(updates()).toEqual([4, 4, 4])
  last()
  stop()
})
