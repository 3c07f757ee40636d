import { beforeAll, beforeEach, expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { useStand } from './stand.ts'

/*
 * What monitors do to a page, counted from outside: patched functions, observers, timers and listeners. All that the
 * package exports as `get…` is tried, so that a new monitor is, too.
 */

type Kymo = typeof import('@kymo/browser')

interface Traces {
  /** Names of what is not what it was. */
  readonly patched: readonly string[]
  readonly observers: number
  readonly timers: number
  readonly listeners: readonly string[]
}

interface Counting {
  traces(): Traces
}

declare const kymo: Kymo & Record<string, (config: object) => { readonly running: boolean; stop(): void }>
declare const counting: Counting

const stand = useStand()
let script: string

beforeAll(async () => {
  script = await bundle(`import * as kymo from '@kymo/browser'\nself.kymo = kymo`)
})

beforeEach(async () => {
  await stand.serve({ script: Promise.resolve(''), html: '<main><h1>App</h1><button>One</button></main>' })
  await stand.open()
  // What drives the browser has listeners of its own in the page, from its first look on.
  await stand.page.addScriptTag({ content: ';' })
  await stand.page.$('button')
  await stand.page.evaluate(count)
  await stand.page.addScriptTag({ content: script })
})

/** Runs in the page, before anything of ours. */
function count(): void {
  const patchable = [
    window,
    console,
    navigator,
    performance,
    Document.prototype,
    Element.prototype,
    EventTarget.prototype,
    History.prototype,
    Navigator.prototype,
    Node.prototype,
    Performance.prototype,
    XMLHttpRequest.prototype,
    WebSocket.prototype,
    EventSource.prototype,
    Storage.prototype,
    Promise,
  ] as const
  const active = new Map<string, number>()
  const timers = new Set<unknown>()
  const observers = new Set<unknown>()
  const listenerKey = (target: unknown, type: string, options: unknown) =>
    `${String(Object.prototype.toString.call(target))} ${type} ${typeof options === 'boolean' ? options : Boolean((options as AddEventListenerOptions | undefined)?.capture)}`

  // Those of the tests are below all others, so that what is put over them is seen and can be taken back.
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype
  const known = new WeakMap<EventTarget, Map<unknown, Set<string>>>()
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window
    const key = listenerKey(target, type, options)
    const of = known.get(target) ?? new Map<unknown, Set<string>>()
    known.set(target, of)
    const keys = of.get(listener) ?? new Set<string>()
    of.set(listener, keys)
    if (!keys.has(key)) active.set(key, (active.get(key) ?? 0) + 1)
    keys.add(key)
    return add.call(target, type, listener, options)
  }
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window
    const key = listenerKey(target, type, options)
    if (known.get(target)?.get(listener)?.delete(key)) active.set(key, (active.get(key) ?? 1) - 1)
    return remove.call(target, type, listener, options)
  }
  for (const [set, clear] of [
    ['setTimeout', 'clearTimeout'],
    ['setInterval', 'clearInterval'],
    ['requestIdleCallback', 'cancelIdleCallback'],
    ['requestAnimationFrame', 'cancelAnimationFrame'],
  ] as const) {
    const [begin, end] = [
      window[set] as (...args: unknown[]) => number,
      window[clear] as (id: number) => void,
    ]
    Object.assign(window, {
      [set](handler: unknown, ...rest: unknown[]) {
        const id: number = begin.call(
          window,
          (...args: unknown[]) => {
            if (set !== 'setInterval') timers.delete(`${set} ${id}`)
            ;(handler as (...all: unknown[]) => void)(...args)
          },
          ...rest,
        )
        timers.add(`${set} ${id}`)
        return id
      },
      [clear](id: number) {
        timers.delete(`${set} ${id}`)
        end.call(window, id)
      },
    })
  }
  for (const name of [
    'PerformanceObserver',
    'MutationObserver',
    'IntersectionObserver',
    'ResizeObserver',
    'ReportingObserver',
  ] as const) {
    const Native = (window as unknown as Record<string, new (...args: unknown[]) => object>)[name]
    if (!Native) continue
    const prototype = Native.prototype as { observe(...args: unknown[]): void; disconnect(): void }
    const { observe, disconnect } = prototype
    prototype.observe = function (...args) {
      observe.apply(this, args)
      observers.add(this)
    }
    prototype.disconnect = function () {
      observers.delete(this)
      disconnect.call(this)
    }
  }
  const valuesOf = () => {
    const values = new Map<string, unknown>()
    for (const [i, owner] of patchable.entries())
      for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(owner)))
        if (!/^(kymo|counting|__playwright)/.test(name))
          values.set(
            `${i} ${name}`,
            descriptor.get ?? (typeof descriptor.value === 'function' ? descriptor.value : ''),
          )
    return values
  }
  const before = valuesOf()
  const traces = (): Traces => {
    const now = valuesOf()
    const names = new Set([...before.keys(), ...now.keys()])
    return {
      patched: [...names].filter((name) => before.get(name) !== now.get(name)),
      observers: observers.size,
      timers: timers.size,
      listeners: [...active].flatMap(([key, times]) => (times ? [`${key}: ${times}`] : [])),
    }
  }
  Object.assign(window, { counting: { traces } satisfies Counting })
}

const NOTHING = { patched: [], observers: 0, timers: 0, listeners: [] }
const accessors = () => stand.page.evaluate(() => Object.keys(kymo).filter((name) => /^get[A-Z]/.test(name)))

test('a monitor that is not switched on leaves the page as it is', async () => {
  const traces = await stand.page.evaluate(() => {
    const names = Object.keys(kymo).filter((name) => /^get[A-Z]/.test(name))
    for (const name of names) kymo[name]?.({})
    for (const name of names) kymo[name]?.({ enabled: false, maxEntries: 5 })
    for (const name of names) kymo[name]?.({ enabled: true, sampleRate: 0 })
    kymo.mark('one')
    kymo.measure('two', 'one')
    kymo.checkBudget('maxRenderTime', 100, 'App')
    return counting.traces()
  })
  expect(await accessors()).toEqual(
    expect.arrayContaining([
      'getComponentTracker',
      'getErrorReporter',
      'getMemoryProfiler',
      'getNetworkMonitor',
      'getPerformanceDashboard',
      'getPerformanceMonitor',
      'getSignalTracker',
    ]),
  )
  expect(traces).toEqual(NOTHING)
})

test('a monitor that is stopped takes back all that it did, as often as it is switched', async () => {
  for (const name of await accessors()) {
    const traces = await stand.page.evaluate(async (accessor) => {
      const all: Traces[] = []
      let running = false
      for (let i = 0; i < 2; i++) {
        const monitor = kymo[accessor]?.({ enabled: true })
        running ||= monitor?.running ?? false
        document.querySelector('button')?.click()
        await fetch('/file')
        monitor?.stop()
        all.push(counting.traces())
      }
      return { running, all }
    }, name)
    expect([name, traces]).toEqual([name, { running: true, all: [NOTHING, NOTHING] }])
  }
})

test('together they take back all as well, in whatever order, and leave what others have put over them', async () => {
  const traces = await stand.page.evaluate(async () => {
    const names = Object.keys(kymo).filter((name) => /^get[A-Z]/.test(name))
    const monitors = names.map((name) => kymo[name]?.({ enabled: true }))
    for (const monitor of [...monitors.slice(3), ...monitors.slice(0, 3)]) monitor?.stop()
    const apart = counting.traces()
    for (const name of names) kymo[name]?.({ enabled: true })
    const over = window.fetch
    const mine = (...args: Parameters<typeof fetch>) => over(...args)
    window.fetch = mine
    for (const monitor of monitors) monitor?.stop()
    return {
      apart,
      kept: window.fetch === mine,
      works: (await window.fetch('/file')).status,
      after: counting.traces(),
    }
  })
  expect(traces.apart).toEqual(NOTHING)
  expect([traces.kept, traces.works]).toEqual([true, 200])
  expect(traces.after).toEqual({ ...NOTHING, patched: ['0 fetch'] })
})
