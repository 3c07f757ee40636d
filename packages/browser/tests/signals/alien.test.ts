import * as alien from 'alien-signals'
import { afterEach, expect, test } from 'vitest'
import { type SignalTracker, trackedAlienSignals } from '../../src/index.ts'
import { cycleNames, seen, startTracker } from './page.ts'

let tracker: SignalTracker
afterEach(() => tracker.stop())

const follow = (config = {}) => {
  tracker = startTracker(config)
  return trackedAlienSignals(tracker, alien)
}

test('signals, computed values and effects are known from their creation, with what depends on what', () => {
  const { signal, computed, effect } = follow()
  const price = signal(2, { name: 'price' })
  const total = computed(() => price() * 3, { name: 'total' })
  const stop = effect(() => void total(), { name: 'show' })
  expect(seen(tracker, 'price')).toEqual({
    kind: 'signal',
    library: 'alien',
    updates: 0,
    subscribers: 1,
    dependsOn: [],
  })
  expect(seen(tracker, 'total')).toMatchObject({ kind: 'computed', subscribers: 1, dependsOn: ['price'] })
  expect(seen(tracker, 'show')).toMatchObject({ kind: 'effect', subscribers: 0, dependsOn: ['total'] })

  price(3)
  price(3)
  price(4)
  expect([price(), total()]).toEqual([4, 12])
  for (const name of ['price', 'total', 'show']) expect(seen(tracker, name)).toMatchObject({ updates: 2 })
  stop()
  expect(tracker.signals().map(({ name }) => name)).toEqual(['price', 'total'])
})

test('what was made works as the library’s own, and is known', () => {
  const { signal, computed, effect, isSignal, isComputed, isEffect } = follow()
  const count = signal(0)
  const double = computed(() => count() * 2)
  const cleanups: string[] = []
  const stop = effect(() => {
    const value = double()
    return () => void cleanups.push(`after ${value}`)
  })
  expect([isSignal(count), isComputed(double), isEffect(stop)]).toEqual([true, true, true])
  expect([isSignal(alien.signal(0)), isSignal(double), isComputed(count)]).toEqual([true, false, false])
  alien.startBatch()
  count(1)
  count(2)
  alien.endBatch()
  stop()
  expect(cleanups).toEqual(['after 0', 'after 4'])
})

test('what is read untracked, or within what is not followed, is no dependency', () => {
  const { signal, effect } = follow()
  const a = signal(1, { name: 'a' })
  const b = signal(1, { name: 'b' })
  const c = signal(1, { name: 'c' })
  effect(
    () => {
      a()
      const before = alien.setActiveSub(undefined)
      b()
      alien.setActiveSub(before)
      alien.effect(() => void c())
    },
    { name: 'reader' },
  )
  expect(seen(tracker, 'reader').dependsOn).toEqual(['a'])
})

test('effects that a scope, or the effect around them, disposes are gone', () => {
  const { signal, effect } = follow()
  const on = signal(0, { name: 'on' })
  const stop = alien.effectScope(() => {
    effect(
      () => {
        on()
        effect(() => void on(), { name: 'inner' })
      },
      { name: 'outer' },
    )
  })
  expect(tracker.summary()).toMatchObject({ signals: 3, gone: 0 })
  on(1)
  expect(seen(tracker, 'outer')).toMatchObject({ updates: 1 })
  expect(seen(tracker, 'inner')).toMatchObject({ updates: 0 })
  stop()
  expect(tracker.signals().map(({ name }) => name)).toEqual(['on'])
  expect(seen(tracker, 'on')).toMatchObject({ subscribers: 0 })
})

test('cycles are seen, of computed values and of an effect that changes what it depends on', () => {
  const { signal, computed, effect } = follow()
  const a: () => number = computed(() => b() + 1, { name: 'a' })
  const b = computed((): number => a() + 1, { name: 'b' })
  a()
  expect(cycleNames(tracker)).toEqual(['a → b'])
  const count = signal(0, { name: 'count' })
  const stop = effect(() => void count(count() + 1), { name: 'endless' })
  expect(cycleNames(tracker)).toEqual(['a → b', 'count → endless'])
  stop()
  expect(cycleNames(tracker)).toEqual(['a → b'])
})

test('while the tracker is off, signals work and are not counted; on again, they are', () => {
  const { signal } = follow()
  const count = signal(0, { name: 'count' })
  tracker.stop()
  count(1)
  const other = signal(0, { name: 'other' })
  tracker.configure({ enabled: true })
  count(2)
  other(1)
  expect(seen(tracker, 'count').updates).toBe(1)
  expect(seen(tracker, 'other').updates).toBe(1)
  expect([count(), other()]).toEqual([2, 1])
})
