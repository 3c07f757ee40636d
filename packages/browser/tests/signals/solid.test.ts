// Under Node the package gives its build for servers, where nothing reacts.
import * as development from 'solid-js/dist/dev.js'
import * as production from 'solid-js/dist/solid.js'
import { afterEach, describe, expect, test } from 'vitest'
import { type SignalTracker, trackedSolidSignals, trackSolid } from '../../src/index.ts'
import { cycleNames, seen, startTracker } from './page.ts'

type Solid = typeof import('solid-js')

let tracker: SignalTracker
afterEach(() => tracker.stop())

const ways = [
  {
    way: 'by the hooks of its development build',
    follow(): Solid {
      tracker = startTracker()
      trackSolid(tracker, development)
      return development
    },
  },
  {
    way: 'by wrapped functions, in its production build',
    follow(): Solid {
      tracker = startTracker()
      return { ...production, ...trackedSolidSignals(tracker, production) }
    },
  },
]

describe.each(ways)('$way', ({ follow }) => {
  test('signals, memos and effects are known, with what depends on what', () => {
    const { createRoot, createSignal, createMemo, createEffect } = follow()
    const { stop, setPrice } = createRoot((stop) => {
      const [price, setPrice] = createSignal(2, { name: 'price' })
      const total = createMemo(() => price() * 3, undefined, { name: 'total' })
      createEffect(() => void total(), undefined, { name: 'show' })
      return { stop, setPrice }
    })
    expect(seen(tracker, 'price')).toEqual({
      kind: 'signal',
      library: 'solid',
      updates: 0,
      subscribers: 1,
      dependsOn: [],
    })
    expect(seen(tracker, 'total')).toMatchObject({ kind: 'computed', subscribers: 1, dependsOn: ['price'] })
    expect(seen(tracker, 'show')).toMatchObject({ kind: 'effect', subscribers: 0, dependsOn: ['total'] })
    setPrice(3)
    setPrice(3)
    setPrice((before) => before + 1)
    for (const name of ['price', 'total', 'show']) expect(seen(tracker, name)).toMatchObject({ updates: 2 })
    stop()
    expect(tracker.signals().map(({ name }) => name)).toEqual(['price'])
    expect(seen(tracker, 'price')).toMatchObject({ subscribers: 0 })
  })

  test('the equality of a signal is kept', () => {
    const { createRoot, createSignal, createEffect } = follow()
    let runs = 0
    const [setAlways, setNear] = createRoot(() => {
      const [always, setAlways] = createSignal(1, { name: 'always', equals: false })
      const [near, setNear] = createSignal(1, { name: 'near', equals: (a, b) => Math.abs(a - b) < 1 })
      createEffect(() => void (always() + near() + runs++))
      return [setAlways, setNear]
    })
    setAlways(1)
    setNear(1.5)
    setNear(3)
    expect(runs).toBe(3)
    expect([seen(tracker, 'always').updates, seen(tracker, 'near').updates]).toEqual([1, 1])
  })

  test('what is read untracked is no dependency; what an effect made is gone when it runs anew', () => {
    const { createRoot, createSignal, createEffect, untrack } = follow()
    const setA = createRoot(() => {
      const [a, setA] = createSignal(1, { name: 'a' })
      const [b] = createSignal(1, { name: 'b' })
      createEffect(
        () => {
          a()
          untrack(b)
          createEffect(() => void b(), undefined, { name: 'inner' })
        },
        undefined,
        { name: 'outer' },
      )
      return setA
    })
    expect(seen(tracker, 'outer').dependsOn).toEqual(['a'])
    expect(seen(tracker, 'inner').dependsOn).toEqual(['b'])
    setA(2)
    expect(seen(tracker, 'inner')).toMatchObject({ updates: 0 })
    expect(tracker.summary()).toMatchObject({ signals: 4, gone: 1 })
  })

  test('an effect that changes what it depends on is a cycle until it no longer does', () => {
    const { createRoot, createSignal, createEffect } = follow()
    const setCount = createRoot(() => {
      const [count, setCount] = createSignal(0, { name: 'count' })
      createEffect(() => void (count() > 5 && count() < 7 && setCount(7)), undefined, { name: 'clamp' })
      createEffect(() => void (count() === 9 && setCount(9.5)), undefined, { name: 'other' })
      return setCount
    })
    expect(cycleNames(tracker)).toEqual([])
    setCount(6)
    expect(cycleNames(tracker)).toEqual([])
    expect(seen(tracker, 'clamp')).toMatchObject({ updates: 2 })
  })

  test('an endless loop is a cycle', () => {
    const { createRoot, createSignal, createComputed } = follow()
    createRoot(() => {
      const [count, setCount] = createSignal(0, { name: 'count' })
      expect(() =>
        createComputed(
          () => {
            if (count() < 1000) setCount(count() + 1)
            else throw new Error('enough')
          },
          undefined,
          { name: 'endless' },
        ),
      ).toThrow('enough')
    })
    expect(tracker.summary().updates).toBeGreaterThan(1000)
    expect(tracker.excessive().map(({ name }) => name)).toContain('count')
  })
})

test('the hooks that another tool has put in are called, and are there again afterwards', () => {
  const { hooks } = development.DEV as NonNullable<Solid['DEV']>
  const calls: string[] = []
  hooks.afterCreateSignal = () => void calls.push('signal')
  hooks.afterCreateOwner = () => void calls.push('owner')
  const before = { ...hooks }
  tracker = startTracker()
  const undo = trackSolid(tracker, development)
  development.createRoot(() => development.createSignal(1))
  expect(calls).toEqual(['owner', 'signal'])
  expect(tracker.summary().signals).toBe(1)
  undo()
  expect({ ...hooks }).toEqual(before)
  Object.assign(hooks, { afterCreateSignal: null, afterCreateOwner: null })
})
