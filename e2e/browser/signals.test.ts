import type { SignalTracker } from '@kymo/browser'
import type { BrowserSignals } from '@kymo/protocol'
import { browserKey, type Collector, createCollector } from '@kymo/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { bundle } from './bundle.ts'
import { type App, openPage, startApp } from './stage.ts'

const TOKEN = 'test-token-of-signals'

/** The same app on each library: it makes signals by `make`, which is the library as its users have it. */
const scripts = {
  preact: `
    import * as core from '@preact/signals-core'
    const undo = kymo.trackPreactSignals(tracker, core)
    make({
      signal: (name, value) => {
        const own = core.signal(value, { name })
        return { get: () => own.value, set: (value) => void (own.value = value) }
      },
      computed: (name, fn) => {
        const own = core.computed(fn, { name })
        return () => own.value
      },
      effect: (name, fn) => core.effect(() => void fn(), { name }),
    })`,
  alien: `
    import * as alien from 'alien-signals'
    const { signal, computed, effect } = kymo.trackedAlienSignals(tracker, alien)
    make({
      signal: (name, value) => {
        const own = signal(value, { name })
        return { get: own, set: own }
      },
      computed: (name, fn) => computed(fn, { name }),
      effect: (name, fn) => effect(() => void fn(), { name }),
    })`,
  'solid in development': `
    import * as solid from 'solid-js/dist/dev.js'
    kymo.trackSolid(tracker, solid)
    make(ofSolid(solid))`,
  'solid in production': `
    import * as own from 'solid-js/dist/solid.js'
    make(ofSolid({ ...own, ...kymo.trackedSolidSignals(tracker, own) }))`,
  vue: `
    import * as vue from '@vue/reactivity'
    kymo.trackVue(tracker, vue)
    const named = (name, made) => {
      tracker.rename(made, name)
      return made
    }
    make({
      signal: (name, value) => {
        const own = named(name, vue.ref(value))
        return { get: () => own.value, set: (value) => void (own.value = value) }
      },
      computed: (name, fn) => {
        const own = named(name, vue.computed(() => fn()))
        return () => own.value
      },
      effect: (name, fn) => {
        const own = { [name]: () => void fn() }[name]
        const runner = vue.effect(own)
        return () => vue.stop(runner)
      },
    })`,
} as const

const pageOf = (library: string) => `
  import * as kymo from '@kymo/browser'
  const tracker = kymo.getSignalTracker({ enabled: true, onExcessive: ({ name }) => self.excesses.push(name) })
  self.excesses = []
  self.tracker = tracker
  self.tell = (url, key) => void kymo.startPage({ url, key, app: 'signals' })
  const ofSolid = (solid) => ({
    signal: (name, value) => {
      const [get, set] = solid.createSignal(value, { name })
      return { get, set }
    },
    computed: (name, fn) => solid.createRoot(() => solid.createMemo(fn, undefined, { name })),
    effect: (name, fn) => solid.createRoot((dispose) => {
      solid.createEffect(() => void fn(), undefined, { name })
      return dispose
    }),
  })
  function make({ signal, computed, effect }) {
    const price = signal('price', 1)
    const total = computed('total', () => price.get() * 2)
    const busy = signal('busy', 0)
    effect('show', () => total())
    effect('spin', () => busy.get())
    const temporary = effect('temporary', () => price.get())
    const level = signal('level', 0)
    self.app = {
      price,
      total,
      buy: (times) => { for (let n = 0; n < times; n++) price.set(price.get() + 1) },
      spin: (times) => { for (let n = 0; n < times; n++) busy.set(busy.get() + 1) },
      dispose: temporary,
      // It changes what it depends on. Some libraries would run it forever, some end that by an error.
      loop: () => {
        let runs = 0
        try {
          effect('loop', () => {
            level.set(level.get() + 1)
            if (++runs === 300) throw new Error('enough')
          })
        } catch {}
      },
    }
  }
  ${library}
`

declare const app: {
  buy(times: number): void
  spin(times: number): void
  dispose(): void
  loop(): void
}
declare const tracker: SignalTracker
declare const excesses: readonly string[]
declare const tell: (url: string, key: string) => void

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

/** As the collector knows the page: by names, what is to be compared. */
async function collected(collector: Collector) {
  const response = await fetch(`${collector.url}/api/browser/signals`)
  const view = (await response.json()) as BrowserSignals
  const names = new Map(view.signals.map(({ id, name }) => [id, name]))
  return {
    signals: Object.fromEntries(
      view.signals.map(({ name, kind, updates, peak, subscribers, dependsOn, gone }) => [
        name,
        [kind, updates, peak, subscribers, dependsOn.map((id) => names.get(id)).join(), gone],
      ]),
    ),
    cycles: view.cycles.map((ids) => ids.map((id) => names.get(id)).join(' → ')),
    libraries: [...new Set(view.signals.map(({ library }) => library))],
    excessive: view.excessive,
    leftOut: view.leftOut,
  }
}

describe.each(Object.entries(scripts))('%s', (library, script) => {
  let served: App
  let collector: Collector
  let page: Page
  let printed: string[]

  beforeEach(async () => {
    served = await startApp(undefined, {
      script: bundle(pageOf(script)),
      html: '<script src="/__kymo/client.js"></script>',
    })
    collector = await createCollector({
      port: 0,
      token: TOKEN,
      openReads: true,
      allowedOrigins: [served.url],
    })
    ;({ page, printed } = await openPage(browser, served.url))
    await page.evaluate(
      ([url, key]) => tell(url as string, key as string),
      [collector.url, browserKey(TOKEN)],
    )
  })
  afterEach(async () => {
    await page.context().close()
    await Promise.all([collector.close(), served.close()])
  })

  test('the collector knows exactly what each signal did, and what depends on what', async () => {
    const before = {
      price: ['signal', 0, 0, 2, '', false],
      total: ['computed', 0, 0, 1, 'price', false],
      busy: ['signal', 0, 0, 1, '', false],
      show: ['effect', 0, 0, 0, 'total', false],
      spin: ['effect', 0, 0, 0, 'busy', false],
      temporary: ['effect', 0, 0, 0, 'price', false],
      level: ['signal', 0, 0, 0, '', false],
    }
    await expect
      .poll(() => collected(collector))
      .toEqual({
        signals: before,
        cycles: [],
        libraries: [library.split(' ')[0]],
        excessive: 100,
        leftOut: 0,
      })
    await page.evaluate(() => {
      app.buy(7)
      app.spin(150)
      app.dispose()
      app.buy(2)
    })
    await expect
      .poll(async () => (await collected(collector)).signals)
      .toEqual({
        ...before,
        price: ['signal', 9, 9, 1, '', false],
        total: ['computed', 9, 9, 1, 'price', false],
        busy: ['signal', 150, 150, 1, '', false],
        show: ['effect', 9, 9, 0, 'total', false],
        spin: ['effect', 150, 150, 0, 'busy', false],
        temporary: ['effect', 7, 7, 0, '', true],
      })
    expect(await page.evaluate(() => excesses.toSorted())).toEqual(['busy', 'spin'])
    expect(printed).toEqual([])
  })

  test('an effect that changes what it depends on is a cycle, however the library deals with it', async () => {
    await page.evaluate(() => app.loop())
    await expect.poll(async () => (await collected(collector)).cycles).toEqual(['level → loop'])
    expect(await page.evaluate(() => tracker.healthFigures())).toMatchObject({ signals: { cycles: 1 } })
  })

  test('what was not told yet is told when the page is left', async () => {
    await expect.poll(async () => Object.keys((await collected(collector)).signals).length).toBe(7)
    await page.evaluate(() => {
      app.buy(3)
      location.href = 'about:blank'
    })
    await expect
      .poll(async () => (await collected(collector)).signals)
      .toMatchObject({ price: ['signal', 3, 3, 2, '', false], show: ['effect', 3, 3, 0, 'total', false] })
  })

  test('switched off and on again, the page goes on, and nothing is counted twice', async () => {
    await page.evaluate(() => {
      for (let round = 0; round < 2; round++) {
        tracker.configure({ enabled: false })
        app.buy(5)
        tracker.configure({ enabled: true })
      }
      app.buy(1)
    })
    await expect
      .poll(async () => (await collected(collector)).signals)
      .toMatchObject({ price: ['signal', 1, 1, 2, '', false], show: ['effect', 1, 1, 0, 'total', false] })
  })
})

test('components of @preact/signals-react are effects, which run when what they show changes', async () => {
  const served = await startApp(undefined, {
    html: '<div id="root"></div><script src="/__kymo/client.js"></script>',
    script: bundle(`
      import * as kymo from '@kymo/browser'
      import * as core from '@preact/signals-react'
      import { useSignals } from '@preact/signals-react/runtime'
      import { createElement, StrictMode } from 'react'
      import { createRoot } from 'react-dom/client'
      self.tracker = kymo.getSignalTracker({ enabled: true })
      kymo.trackPreactSignals(tracker, core)
      self.count = core.signal(0, { name: 'count' })
      function Counter() {
        const end = useSignals(1, 'Counter')
        try {
          return createElement('output', {}, count.value)
        } finally {
          end.f()
        }
      }
      self.root = createRoot(document.getElementById('root'))
      root.render(createElement(StrictMode, {}, createElement(Counter)))
    `),
  })
  const { page } = await openPage(browser, served.url)
  const output = page.locator('output')
  await expect.poll(() => output.textContent()).toBe('0')
  const figures = () =>
    page.evaluate(() => {
      const [count, ...components] = tracker.signals()
      return {
        updates: count?.updates,
        subscribers: count?.subscribers,
        components: components.map(({ name }) => name),
      }
    })
  // In its strict mode React renders twice, and keeps one of them.
  await expect.poll(figures).toMatchObject({ updates: 0, subscribers: 1 })
  await page.evaluate('count.value = 5')
  await expect.poll(() => output.textContent()).toBe('5')
  expect(await figures()).toMatchObject({ updates: 1, subscribers: 1 })
  expect((await figures()).components).toContain('Counter')
  await page.evaluate('root.unmount()')
  await expect.poll(figures).toMatchObject({ updates: 1, subscribers: 0 })
  await page.context().close()
  await served.close()
})
