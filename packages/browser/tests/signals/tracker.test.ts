import { parseSignalReport, type SignalReport } from '@kymo/protocol'
import * as core from '@preact/signals-core'
import * as vue from '@vue/reactivity'
import * as alien from 'alien-signals'
import * as solid from 'solid-js/dist/dev.js'
import * as production from 'solid-js/dist/solid.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  getSignalTracker,
  type SignalEvent,
  type SignalTracker,
  toDot,
  toMermaid,
  trackedAlienSignals,
  trackedSolidSignals,
  trackPreactSignals,
  trackSolid,
  trackVue,
} from '../../src/index.ts'
import { keepBudget } from '../../src/performance/budget.ts'
import { takeReport } from '../../src/signals/signal-facts.ts'
import { cycleNames, seen, startTracker } from './page.ts'

let tracker: SignalTracker
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  tracker.stop()
  keepBudget(undefined)
  vi.useRealTimers()
})

/** All that is to be told, in the reports in which it is. */
function reports(): SignalReport[] {
  const told: SignalReport[] = []
  for (let report = takeReport(tracker.ledger); report; report = takeReport(tracker.ledger)) told.push(report)
  return told
}

describe('by hand', () => {
  test('a signal, a computed value and an effect are followed by what their handles are told', () => {
    tracker = startTracker()
    const [a, b, c] = [{}, {}, {}]
    const price = tracker.track(a, { name: 'price', library: 'mine' })
    const total = tracker.track(b, { name: 'total', kind: 'computed' })
    const show = tracker.track(c, { kind: 'effect' })
    show.rename('show')
    const run = () => show.run(() => total.run(() => price.read()) ?? total.read())
    run()
    price.updated()
    run()
    expect(seen(tracker, 'price')).toEqual({
      kind: 'signal',
      library: 'mine',
      updates: 1,
      subscribers: 1,
      dependsOn: [],
    })
    expect(seen(tracker, 'total')).toMatchObject({ library: 'app', subscribers: 1, dependsOn: ['price'] })
    expect(seen(tracker, 'show')).toMatchObject({ updates: 1, dependsOn: ['total'] })
    show.dispose()
    show.dispose()
    show.run(() => price.updated())
    expect(tracker.summary()).toMatchObject({ signals: 2, created: 3, gone: 1 })
  })

  test('what a run throws is thrown on, and the run is over', () => {
    tracker = startTracker()
    const effect = tracker.track({}, { kind: 'effect' })
    const other = tracker.track({}, { name: 'other' })
    expect(() =>
      effect.run(() => {
        throw new Error('mine')
      }),
    ).toThrow('mine')
    other.read()
    expect(tracker.ledger.running).toBeUndefined()
    expect(seen(tracker, 'other').subscribers).toBe(0)
  })

  test('while the tracker is off a handle only runs what it is given, and begins when it is on', () => {
    tracker = startTracker({ enabled: false })
    const object = {}
    const handle = tracker.track(object, { name: 'late' })
    handle.updated()
    expect(handle.run(() => 5)).toBe(5)
    expect(tracker.summary()).toMatchObject({ signals: 0, updates: 0 })
    tracker.configure({ enabled: true })
    handle.updated()
    expect(seen(tracker, 'late').updates).toBe(1)
  })
})

test('off, the libraries and the page are untouched', () => {
  tracker = startTracker({ enabled: false })
  const listen = vi.spyOn(globalThis, 'addEventListener')
  const before = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(core.signal(0)))
  trackPreactSignals(tracker, core)
  trackVue(tracker, vue)
  expect(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(core.signal(0)))).toEqual(before)
  core.signal(0).value = 1
  expect(listen).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
  expect(tracker.summary()).toMatchObject({ created: 0, updates: 0 })
  expect(tracker.healthFigures()).toEqual({})
  expect(tracker.metrics()).toMatchObject({ running: false })
})

test('the busiest second is known, and so is the one that runs', () => {
  tracker = startTracker()
  const object = {}
  const handle = tracker.track(object, { name: 'it' })
  const update = (times: number) => {
    for (let at = 0; at < times; at++) handle.updated()
  }
  vi.advanceTimersByTime(5000)
  update(30)
  vi.advanceTimersByTime(999)
  update(3)
  vi.advanceTimersByTime(1)
  update(7)
  expect(tracker.mostUpdated()).toMatchObject([{ updates: 40, peak: 33, perSecond: 7 }])
  vi.advanceTimersByTime(2000)
  expect(tracker.signals()).toMatchObject([{ updates: 40, peak: 33, perSecond: 0 }])
})

test('a report counts what came since the one before, also within one second', () => {
  tracker = startTracker()
  const handle = tracker.track(tracker, { name: 'it' })
  const update = (times: number) => {
    for (let at = 0; at < times; at++) handle.updated()
  }
  update(20)
  expect(reports()).toMatchObject([{ signals: [{ updates: 20, peak: 20 }] }])
  update(2)
  expect(reports()).toMatchObject([{ signals: [{ updates: 2, peak: 2 }] }])
  expect(reports()).toEqual([])
  expect(tracker.signals()).toMatchObject([{ updates: 22, peak: 22 }])
})

test('what has no room in a report comes with the next, and each is told once with all that it did', () => {
  tracker = startTracker()
  const objects = Array.from({ length: 1000 }, (_, at) => ({ at }))
  const handles = objects.map((object, at) => tracker.track(object, { name: `${at} ${'x'.repeat(300)}` }))
  for (const [at, handle] of handles.entries()) for (let n = 0; n < at % 3; n++) handle.updated()
  const told = reports()
  for (const report of told) expect(parseSignalReport(JSON.stringify(report)).problem).toBeUndefined()
  const signals = told.flatMap(({ signals }) => signals)
  expect(new Set(signals.map(({ id }) => id)).size).toBe(1000)
  expect(signals).toHaveLength(1000)
  expect(signals.reduce((sum, { updates }) => sum + updates, 0)).toBe(999)
  expect(signals[0]?.updates).toBe(2)
  expect(told.every(({ leftOut }) => leftOut === 0)).toBe(true)
})

test('beyond its room it follows nothing more, says how many, and follows them once there is room', () => {
  tracker = startTracker({ maxEntries: 10 })
  trackPreactSignals(tracker, core)
  const signals = Array.from({ length: 15 }, () => core.signal(0))
  for (const signal of signals) signal.value = 1
  expect(tracker.summary()).toMatchObject({ signals: 10, updates: 10, untracked: 5 })
  expect(reports()).toMatchObject([{ leftOut: 5 }])
  tracker.configure({ maxEntries: 100 })
  core.effect(() => void signals.at(-1)?.value)
  expect(tracker.signals()).toHaveLength(12)
})

test('what came and went between two reports is told only if it did something', () => {
  tracker = startTracker()
  const [idle, busy] = [tracker.track({}, { name: 'idle' }), tracker.track({}, { name: 'busy' })]
  busy.updated()
  idle.dispose()
  busy.dispose()
  expect(reports()).toMatchObject([{ signals: [{ name: 'busy', updates: 1, gone: true }] }])
})

test('events come after the script that made them; what an app does then is no part of what ran', async () => {
  const events: SignalEvent[] = []
  const own = core.signal(0)
  tracker = startTracker({
    excessiveUpdates: 5,
    onEvent: (event) => {
      events.push(event)
      own.value
    },
  })
  trackPreactSignals(tracker, core)
  const count = core.signal(0, { name: 'count' })
  const stop = core.effect(
    () => {
      if (count.peek() < 20) for (let at = 0; at < 6; at++) count.value = count.peek() + 1
      count.value
    },
    { name: 'effect' },
  )
  expect(events).toEqual([])
  await Promise.resolve()
  stop()
  vi.advanceTimersByTime(1000)
  await Promise.resolve()
  expect(events.map((event) => ('name' in event ? `${event.type} ${event.name}` : event.type))).toEqual([
    'created count',
    'created effect',
    'excessive',
    'gone effect',
  ])
  expect(tracker.signals().map(({ name }) => name)).toEqual(['count'])
})

test('a cycle is told once, with the names of what is in it', () => {
  const events: SignalEvent[] = []
  tracker = startTracker({ onEvent: (event) => void events.push(event) })
  const { signal, effect } = trackedAlienSignals(tracker, alien)
  const level = signal(0, { name: 'level' })
  const rise = () => void level(level() + 1)
  effect(rise)
  for (let second = 0; second < 3; second++) {
    level(5)
    vi.advanceTimersByTime(1000)
  }
  expect(cycleNames(tracker)).toEqual(['level → rise'])
  expect(events.filter(({ type }) => type === 'cycle')).toHaveLength(1)
})

test('the graph is data, and a text for Graphviz and Mermaid, whatever the names are', () => {
  tracker = startTracker()
  trackPreactSignals(tracker, core)
  const price = core.signal(1, { name: 'the "price"\n<b>' })
  const total = core.computed(() => price.value, { name: 'total' })
  const last = core.signal(0, { name: 'last' })
  core.effect(
    () => {
      last.value = total.value
    },
    { name: 'keep' },
  )
  const graph = tracker.graph()
  const id = (name: string) => graph.nodes.find((node) => node.name.startsWith(name))?.id
  expect(graph.edges).toEqual([
    { from: id('the'), to: id('total'), kind: 'read' },
    { from: id('total'), to: id('keep'), kind: 'read' },
    { from: id('keep'), to: id('last'), kind: 'write' },
  ])
  expect(toDot(graph)).toContain(`n${id('the')} [shape=ellipse, label="the \\"price\\" <b>"]`)
  expect(toDot(graph)).toContain(`n${id('keep')} -> n${id('last')} [style=dashed]`)
  expect(toMermaid(graph)).toContain(`n${id('the')}(["the #34;price#34; #60;b#62;"])`)
  expect(toMermaid(graph)).toContain(`n${id('keep')} -.-> n${id('last')}`)
})

test('cleared, it counts anew, and knows what lives', () => {
  tracker = startTracker()
  trackPreactSignals(tracker, core)
  const count = core.signal(0, { name: 'count' })
  for (let at = 1; at <= 200; at++) count.value = at
  tracker.clear()
  expect(tracker.summary()).toEqual({
    signals: 1,
    created: 1,
    gone: 0,
    updates: 0,
    excessive: 0,
    cycles: 0,
    untracked: 0,
  })
  expect(tracker.excessive()).toEqual([])
  count.value = 0
  expect(seen(tracker, 'count').updates).toBe(1)
})

test('odd names are cut, and what is no text is no name', () => {
  tracker = startTracker()
  trackPreactSignals(tracker, core)
  core.signal(0, { name: 'x'.repeat(1_000_000) })
  core.signal(0, { name: Symbol('odd') as never })
  core.signal(0, { name: '' })
  expect(tracker.signals().map(({ name }) => name.replace(/\d+$/, 'n'))).toEqual([
    'x'.repeat(200),
    'signal #n',
    'signal #n',
  ])
})

describe('the budget of an update', () => {
  const write = {
    preact() {
      trackPreactSignals(tracker, core)
      const slow = core.signal(0, { name: 'slow' })
      core.effect(() => void (slow.value && vi.advanceTimersByTime(30)))
      return () => {
        slow.value = 1
      }
    },
    alien() {
      const { signal, effect } = trackedAlienSignals(tracker, alien)
      const slow = signal(0, { name: 'slow' })
      effect(() => void (slow() && vi.advanceTimersByTime(30)))
      return () => slow(1)
    },
    solid: () => ofSolid(solid, () => trackSolid(tracker, solid)),
    'wrapped solid': () =>
      ofSolid({
        ...production,
        ...trackedSolidSignals(tracker, production),
      }),
    vue() {
      trackVue(tracker, vue)
      const slow = vue.ref(0)
      tracker.rename(slow, 'slow')
      vue.effect(() => void (slow.value && vi.advanceTimersByTime(30)))
      return () => {
        slow.value = 1
      }
    },
  }
  const ofSolid = (
    { createRoot, createSignal, createEffect }: typeof import('solid-js'),
    track?: () => void,
  ) => {
    track?.()
    return createRoot(() => {
      const [slow, setSlow] = createSignal(0, { name: 'slow' })
      createEffect(() => void (slow() && vi.advanceTimersByTime(30)))
      return () => void setSlow(1)
    })
  }

  test.each(Object.entries(write))('is checked with all that it causes: %s', (_, make) => {
    tracker = startTracker()
    const update = make()
    const check = vi.fn()
    keepBudget(check, { maxSignalUpdateTime: 16 })
    update()
    expect(check.mock.calls).toEqual([['maxSignalUpdateTime', 30, 'slow']])
  })
})

test('there is one tracker of a window, off until it is told otherwise', () => {
  tracker = getSignalTracker()
  expect(tracker.running).toBe(false)
  expect(getSignalTracker({ excessiveUpdates: 7 })).toBe(tracker)
  expect(tracker.config).toMatchObject({ enabled: false, excessiveUpdates: 7, maxEntries: 10_000 })
  expect(() => getSignalTracker({ excessiveUpdates: 0 })).toThrow('MONITOR_CONFIG')
})
