import type { MemoryProfiler } from '@kymo/browser'
import type { LeakAttributes } from '@kymo/protocol'
import { beforeAll, expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { useStand } from './stand.ts'

declare global {
  interface Window {
    profiler: MemoryProfiler
    held: unknown[]
  }
}

let script = ''
beforeAll(async () => {
  script = await bundle(`
    import { getMemoryProfiler } from '@kymo/browser'
    window.profiler = getMemoryProfiler()
    window.held = []
  `)
})
// A profiler of the test's own: the page's script has none.
const attributes = 'data-kymo-off="performance,components,signals,memory,network,errors"'
const stand = useStand({ html: '<main><h1>App</h1></main><div id="app"></div>', attributes })

const open = async () => {
  await stand.open()
  await stand.page.addScriptTag({ content: script })
}
const collectGarbage = async () => {
  const session = await stand.context.newCDPSession(stand.page)
  await session.send('HeapProfiler.collectGarbage')
  await session.detach()
}
/** Looks, each time after a collection. */
const look = async (times: number) => {
  for (let time = 0; time < times; time++) {
    await collectGarbage()
    await stand.page.evaluate(() => void window.profiler.snapshot())
  }
  return stand.page.evaluate(() => window.profiler.snapshot())
}
/** Does something before each of the profiler's own next looks. */
const looksAt = async (looks: number, before: (time: number) => Promise<void>) => {
  const count = () => stand.page.evaluate(() => window.profiler.snapshots().length)
  for (let time = 0; time < looks; time++) {
    await before(time)
    const seen = await count()
    await expect.poll(count, { interval: 10 }).toBeGreaterThan(seen)
  }
}
const events = (name: string) =>
  stand.collector.facts.filter((fact) => fact.fact === 'event' && fact.name === name)

test('off, it has changed nothing; on and off again twice, it leaves nothing behind', async () => {
  await open()
  const state = () =>
    stand.page.evaluate(() => [
      window.profiler.running,
      EventTarget.prototype.addEventListener === (window as never as { native: unknown }).native,
      window.profiler.snapshots().length,
    ])
  await stand.page.evaluate(() => Object.assign(window, { native: EventTarget.prototype.addEventListener }))
  expect(await state()).toEqual([false, true, 0])
  for (let time = 0; time < 2; time++) {
    await stand.page.evaluate(() => void window.profiler.configure({ enabled: true, interval: 100 }))
    expect((await state()).slice(0, 2)).toEqual([true, false])
    await expect.poll(async () => (await state())[2]).toBeGreaterThan(1)
    await stand.page.evaluate(() => window.profiler.stop())
    expect((await state()).slice(0, 2)).toEqual([false, true])
    await stand.page.evaluate(() => window.profiler.clear())
  }
  await stand.page.waitForTimeout(400)
  expect(await state()).toEqual([false, true, 0])
})

test('it tells the collector what Chromium can tell, and names what it can not', async () => {
  await open()
  await stand.page.evaluate(() => void window.profiler.configure({ enabled: true, interval: 200 }))
  await expect.poll(() => events('kymo.browser.memory').length).toBeGreaterThan(1)
  const { attributes } = events('kymo.browser.memory')[0] as { attributes: Record<string, unknown> }
  expect(attributes).toMatchObject({
    'kymo.visit.id': stand.collector.spans('navigation')[0]?.attributes['kymo.visit.id'],
    'url.path': '/',
    'kymo.memory.missing': ['page'],
    'kymo.dom.detached': 0,
  })
  expect(attributes['kymo.memory.used']).toBeGreaterThan(100_000)
  expect(attributes['kymo.memory.limit']).toBeGreaterThan(attributes['kymo.memory.used'] as number)
  expect(
    await stand.page.evaluate(
      () => window.profiler.snapshot().nodes === document.querySelectorAll('*').length,
    ),
  ).toBe(true)
})

test('a page that is isolated from other origins also tells of all its memory', async () => {
  await stand.serve({
    attributes,
    headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
  })
  await open()
  expect(await stand.page.evaluate(() => crossOriginIsolated)).toBe(true)
  await stand.page.evaluate(
    () => void window.profiler.configure({ enabled: true, interval: 200, pageInterval: 1000 }),
  )
  expect(await stand.page.evaluate(() => window.profiler.missing())).toEqual([])
  await expect.poll(async () => (await look(1)).page, { timeout: 40_000 }).toBeGreaterThan(100_000)
})

test('parts taken out and held are counted, and those that are not held are not', async () => {
  await open()
  await stand.page.evaluate(() => {
    window.profiler.configure({ enabled: true, interval: 3_600_000 })
    const app = document.querySelector('#app') as HTMLElement
    const list = (items: number) => {
      const part = document.createElement('ul')
      part.innerHTML = '<li><b>x</b></li>'.repeat(items)
      app.append(part)
      return part
    }
    for (let time = 0; time < 100; time++) list(10).remove()
    // Held by one of its children only: all 21 of it are.
    const held = list(10)
    window.held.push(held.querySelector('b'))
    held.remove()
    // Taken out and put back.
    const back = list(5)
    back.remove()
    app.append(back)
    // Taken out in two parts that became one again.
    const outer = list(2)
    const inner = outer.firstElementChild as Element
    inner.remove()
    outer.remove()
    outer.append(inner)
    window.held.push(inner)
  })
  expect(await stand.page.evaluate(() => window.profiler.snapshot().detached)).toBe(0)
  expect((await look(5)).detached).toBe(21 + 5)
  await stand.page.evaluate(() => void window.held.splice(0))
  expect((await look(2)).detached).toBe(0)
})

test('what is held is found, though very much was taken out before that nobody looked at', async () => {
  await open()
  await stand.page.evaluate(() => {
    window.profiler.configure({ enabled: true, interval: 3_600_000, trackListeners: false })
    for (let time = 0; time < 25_000; time++) document.body.appendChild(document.createElement('i')).remove()
  })
  await collectGarbage()
  await stand.page.evaluate(() => {
    for (let time = 0; time < 3000; time++) {
      const part = document.body.appendChild(document.createElement('i'))
      part.remove()
      window.held.push(part)
    }
  })
  expect((await look(5)).detached).toBeGreaterThanOrEqual(2000)
})

test('listeners are counted as the browser has them', async () => {
  await open()
  const counts = await stand.page.evaluate(() => {
    const { profiler } = window
    profiler.configure({ enabled: true, interval: 3_600_000, trackDetached: false })
    const count = () => profiler.snapshot().listeners
    const counts: Record<string, number | null> = { first: count() }
    const target = document.createElement('div')
    const listener = () => {}
    target.addEventListener('click', listener)
    target.addEventListener('click', listener)
    target.addEventListener('click', listener, { passive: true })
    counts['the same thrice'] = count()
    target.addEventListener('click', listener, true)
    counts['and in the other phase'] = count()
    target.removeEventListener('click', listener, { capture: true })
    target.removeEventListener('click', listener)
    target.removeEventListener('click', listener)
    target.removeEventListener('keydown', listener)
    counts['all removed'] = count()
    target.addEventListener('click', null as never)
    target.addEventListener('click', undefined as never)
    counts['nothing to call'] = count()
    for (const wrong of [
      () => target.addEventListener('click', 1 as never),
      () => target.addEventListener('a', listener, { signal: {} as never }),
      () => Reflect.apply(target.addEventListener, {}, ['click', listener]),
    ])
      try {
        wrong()
      } catch {
        counts['what throws'] = count()
      }
    let called = 0
    const once = () => called++
    target.addEventListener('click', once, { once: true })
    target.addEventListener('click', { handleEvent: once }, { once: true })
    target.addEventListener('click', (event) => event.stopImmediatePropagation(), { once: true })
    target.addEventListener('click', once, { once: true, capture: true })
    counts['called once, before'] = count()
    target.click()
    counts['called once, after'] = count()
    target.click()
    counts.calls = called
    const again = () => target.addEventListener('click', again, { once: true })
    target.addEventListener('click', again, { once: true })
    target.click()
    counts['adds itself again'] = count()
    target.removeEventListener('click', again)
    const controller = new AbortController()
    for (const type of ['a', 'b', 'c']) target.addEventListener(type, listener, { signal: controller.signal })
    target.addEventListener('d', listener, { signal: controller.signal, once: true })
    counts['with a signal'] = count()
    controller.abort()
    counts.aborted = count()
    target.addEventListener('a', listener, { signal: controller.signal })
    counts['with one that was'] = count()
    target.addEventListener('a', listener)
    counts['and without'] = count()
    target.removeEventListener('a', listener)
    addEventListener('resize', listener)
    counts['on the window'] = count()
    removeEventListener('resize', listener)
    counts.last = count()
    return counts
  })
  const { first } = counts
  expect(
    Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [
        name,
        name === 'calls' ? count : Number(count) - Number(first),
      ]),
    ),
  ).toEqual({
    first: 0,
    'the same thrice': 1,
    'and in the other phase': 2,
    'all removed': 0,
    'nothing to call': 0,
    'what throws': 0,
    'called once, before': 4,
    'called once, after': 0,
    calls: 3,
    'adds itself again': 1,
    'with a signal': 4,
    aborted: 0,
    'with one that was': 0,
    'and without': 1,
    'on the window': 1,
    last: 0,
  })
})

test('with a target that is collected go its listeners', async () => {
  await open()
  await stand.page.evaluate(() => {
    window.profiler.configure({ enabled: true, interval: 3_600_000 })
    for (let i = 0; i < 1000; i++) {
      const target = document.createElement('div')
      target.addEventListener('click', () => target.remove())
      target.addEventListener('focus', () => target.remove(), { once: true })
    }
  })
  expect(await stand.page.evaluate(() => window.profiler.snapshot().listeners)).toBeGreaterThanOrEqual(2000)
  await expect.poll(async () => (await look(1)).listeners).toBeLessThan(50)
})

test('what comes and goes with a signal is not kept, also while nobody looks', async () => {
  await open()
  await stand.page.evaluate(() => {
    window.profiler.configure({ enabled: true, interval: 3_600_000, trackDetached: false })
  })
  await expect.poll(() => stand.page.evaluate(() => window.profiler.snapshots().length)).toBe(1)
  await stand.page.evaluate(() => {
    Object.assign(window, {
      refs: Array.from({ length: 20_000 }, () => {
        const controller = new AbortController()
        const listener = () => controller.abort()
        addEventListener('resize', listener, { signal: controller.signal })
        controller.abort()
        return new WeakRef(listener)
      }),
    })
  })
  await expect
    .poll(async () => {
      await collectGarbage()
      return stand.page.evaluate(
        () => (window as never as { refs: WeakRef<object>[] }).refs.filter((ref) => ref.deref()).length,
      )
    })
    .toBeLessThanOrEqual(1000)
})

test('looks by hand, however many, are not taken for a trend', async () => {
  await open()
  await stand.page.evaluate(() => {
    window.profiler.configure({ enabled: true })
    for (let time = 0; time < 100; time++) {
      document.body.append(document.createElement('p'))
      window.profiler.snapshot()
    }
  })
  expect(await stand.page.evaluate(() => window.profiler.leaks())).toEqual([])
})

test('a page that leaks parts and listeners is told of, once for each', async () => {
  await open()
  await stand.page.evaluate(() => {
    // A look for each 100 ms: what the heap grows by in these would be much in a minute.
    window.profiler.configure({ enabled: true, interval: 100, leakGrowth: { heap: 1e12 } })
    Object.assign(window, {
      leak: () => {
        for (let i = 0; i < 5; i++) {
          const part = document.createElement('section')
          part.innerHTML = '<p>leaks</p>'
          document.body.append(part)
          addEventListener('resize', () => part.remove())
          part.remove()
        }
      },
    })
  })
  await looksAt(40, async () => {
    await stand.page.evaluate(() => (window as never as { leak(): void }).leak())
    await collectGarbage()
  })
  const kinds = () =>
    events('kymo.leak').map(({ attributes }) => (attributes as unknown as LeakAttributes)['kymo.leak.kind'])
  await expect.poll(() => kinds().sort()).toEqual(['detached', 'listeners'])
  const leaks = await stand.page.evaluate(() => window.profiler.leaks())
  expect(leaks.map(({ kind }) => kind).sort()).toEqual(['detached', 'listeners'])
  for (const { growth, value } of leaks) {
    expect(growth).toBeGreaterThan(12)
    expect(value).toBeGreaterThan(20)
  }
})

test('a page that takes parts out and lets them go is not suspected', async () => {
  await open()
  await stand.page.evaluate(() => {
    window.profiler.configure({ enabled: true, interval: 100 })
    Object.assign(window, {
      churn: () => {
        for (let i = 0; i < 50; i++) {
          const part = document.createElement('section')
          part.innerHTML = '<p>comes and goes</p>'
          part.addEventListener('click', () => part.remove())
          document.body.append(part)
          part.remove()
        }
      },
    })
  })
  await looksAt(40, async (time) => {
    await stand.page.evaluate(() => (window as never as { churn(): void }).churn())
    if (time % 4 === 0) await collectGarbage()
  })
  expect(await stand.page.evaluate(() => window.profiler.leaks())).toEqual([])
})

test('while nobody can see the page, nothing is looked at', async () => {
  await open()
  const hide = (hidden: boolean) =>
    stand.page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  const snapshots = () => stand.page.evaluate(() => window.profiler.snapshots().length)
  await stand.page.evaluate(() => void window.profiler.configure({ enabled: true, interval: 100 }))
  await expect.poll(snapshots).toBeGreaterThan(1)
  await hide(true)
  const before = await snapshots()
  await stand.page.waitForTimeout(500)
  expect(await snapshots()).toBe(before)
  await hide(false)
  await expect.poll(snapshots).toBeGreaterThan(before)
})
