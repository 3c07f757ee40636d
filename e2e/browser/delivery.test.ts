import type { Fact } from '@kymo/protocol'
import { expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { bundle } from './bundle.ts'
import { openPage } from './stage.ts'
import { useStand } from './stand.ts'

/** The page's runtime alone: what monitors tell would come in between. */
const script = bundle(`
  import { startPage } from '@kymo/browser'
  const { kymoUrl, kymoKey, kymoApp } = document.currentScript.dataset
  startPage({ url: kymoUrl, key: kymoKey, app: kymoApp })
`)

const stand = useStand({ script })

const paths = () =>
  stand.collector.spans('fetch').map(({ attributes }) => new URL(String(attributes['url.full'])).pathname)
const call = (path: string) => stand.page.evaluate(async (to) => void (await (await fetch(to)).text()), path)

/** Pages have told all that a load tells, so that what comes next is only what a test does. */
const settled = (pages = 1) =>
  expect
    .poll(() => {
      const told = stand.collector.batches.flatMap(({ resource, facts }) =>
        facts.flatMap((fact) => {
          const vital = fact.fact === 'event' && fact.attributes['browser.web_vital.name']
          return vital ? [`${resource['service.instance.id']} ${vital}`] : []
        }),
      )
      return new Set(told).size
    })
    .toBe(4 * pages)

async function openSettled(path = '/') {
  await stand.open(path)
  await settled()
}

/** Tells facts of these lengths in the page. */
const tell = (lengths: readonly number[], page = stand.page, leave = false) =>
  page.evaluate(
    ([all, leaving]) => {
      const { record } = (globalThis as unknown as Record<symbol, { record(fact: Fact): void }>)[
        Symbol.for('kymo.page')
      ] as { record(fact: Fact): void }
      for (const [i, length] of all.entries())
        record({
          fact: 'event',
          name: `told ${i}`,
          time: Date.now(),
          attributes: { text: 'x'.repeat(length) },
        })
      if (leaving) location.assign('about:blank')
    },
    [lengths, leave] as const,
  )
const told = () =>
  stand.collector.facts.flatMap(({ fact, name }) =>
    fact === 'event' && name.startsWith('told') ? [Number(name.slice(5))] : [],
  )

test('what a page did in its last moment arrives', async () => {
  await stand.open()
  await expect.poll(() => stand.collector.spans('navigation').length).toBe(1)
  await stand.page.evaluate(async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => fetch(`/last/${i}`).then((response) => response.text())),
    )
    setTimeout(() => location.assign('about:blank'))
  })
  // Chromium never ends closing a context that is on its way to a blank page.
  await stand.page.waitForURL('about:blank')
  await expect.poll(() => new Set(paths()).size).toBe(40)
  expect(paths()).toHaveLength(40)
  expect(stand.collector.batches.map(({ sequence }) => sequence)).toEqual(
    stand.collector.batches.map((_, i) => i + 1),
  )
})

test('a tab that is closed at once leaves its load', async () => {
  await stand.open()
  await stand.page.close({ runBeforeUnload: true })
  await expect.poll(() => stand.collector.spans('navigation').length).toBe(1)
})

test('what the collector can not take now is sent again under the same number, and counted once', async () => {
  await stand.open()
  await expect.poll(() => stand.collector.batches.length).toBe(1)
  stand.collector.status = 503
  await call('/while-down')
  await expect.poll(() => stand.printed.some((line) => line.includes('503'))).toBe(true)
  await call('/later')
  stand.collector.status = 200
  await expect.poll(paths).toEqual(['/while-down', '/later'])
  const { batches } = stand.collector
  expect(batches.map(({ sequence }) => sequence)).toEqual(batches.map((_, i) => i + 1))
  expect(batches.at(-1)?.dropped).toBe(0)
})

test('a collector that is gone is silence, and one that comes back gets the newest', async () => {
  await openSettled()
  await stand.page.clock.install()
  await stand.collector.close()
  await stand.page.evaluate(async () => {
    for (let i = 0; i < 14; i++)
      await Promise.all(
        Array.from({ length: 50 }, (_, j) => fetch(`/gone/${i * 50 + j}`).then((r) => r.text())),
      )
  })
  await expect.poll(() => stand.printed.length).toBeGreaterThan(0)
  await stand.collectAgain()
  // It waits ever longer before it tries again, up to a minute.
  await expect
    .poll(async () => {
      await stand.page.clock.fastForward(60_000)
      return paths().includes('/gone/699')
    })
    .toBe(true)
  const last = stand.collector.batches.at(-1)
  expect(paths().length + (last?.dropped ?? 0)).toBe(700)
  expect(last?.dropped).toBeGreaterThan(0)
  // The browser says that it could not connect; Kymo says nothing.
  expect(stand.printed.filter((line) => !line.includes('Failed to load resource'))).toEqual([])
  expect(stand.printed.length).toBeLessThan(8)
})

test('what it refuses for good is given up and counted', async () => {
  await openSettled()
  stand.collector.status = 400
  await call('/refused')
  await expect.poll(() => stand.printed.some((line) => line.includes('400'))).toBe(true)
  stand.collector.status = 200
  await call('/accepted')
  await expect.poll(paths).toEqual(['/accepted'])
  expect(stand.collector.batches.at(-1)?.dropped).toBe(1)
})

test('a collector that has too much to do is left alone for as long as it asks', async () => {
  await openSettled()
  stand.collector.status = 429
  stand.collector.retryAfter = 4
  await tell([10])
  const before = stand.collector.posts.length
  await expect.poll(() => stand.collector.posts.length).toBe(before + 1)
  const refused = stand.collector.posts.at(-1)
  stand.collector.status = 200
  // Neither what comes, nor that there might be hope, makes it ask before.
  await tell(Array(60).fill(10))
  await stand.page.evaluate(() => dispatchEvent(new Event('online')))
  await expect.poll(told).toHaveLength(61)
  const again = stand.collector.posts[before + 1]
  expect(again?.batch.sequence).toBe(refused?.batch.sequence)
  expect((again?.time ?? 0) - (refused?.time ?? 0)).toBeGreaterThan(3900)
})

test('a collector that takes a batch and never answers is asked again', async () => {
  await openSettled()
  await stand.page.evaluate(() => {
    const { timeout } = AbortSignal
    AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / 100)
  })
  stand.collector.silent = true
  await tell([10])
  const before = stand.collector.posts.length
  await expect.poll(() => stand.collector.posts.length).toBeGreaterThan(before)
  stand.collector.silent = false
  await tell([10, 20])
  await expect.poll(told).toEqual([0, 0, 1])
})

test('a fact that is no JSON holds up no other, and is counted', async () => {
  await openSettled()
  const uncaught = await stand.page.evaluate(async () => {
    let uncaught = 0
    addEventListener('error', () => uncaught++)
    const { record } = (globalThis as unknown as Record<symbol, { record(fact: unknown): void }>)[
      Symbol.for('kymo.page')
    ] as { record(fact: unknown): void }
    record({ fact: 'event', name: 'odd', time: Date.now(), attributes: { n: 1n } })
    for (let i = 0; i < 60; i++) record({ fact: 'event', name: 'told 1', time: Date.now(), attributes: {} })
    return uncaught
  })
  await expect.poll(told).toHaveLength(60)
  await tell([10])
  await expect.poll(told).toHaveLength(61)
  expect(stand.collector.batches.at(-1)?.dropped).toBe(1)
  expect(uncaught).toBe(0)
})

test('a fact that no closing page could send is sent while there is time', async () => {
  await openSettled()
  await tell([10, 90_000, 20])
  await expect.poll(() => told().sort()).toEqual([0, 1, 2])
  // What no collector takes is counted.
  await tell([300_000, 10])
  await expect.poll(() => told().sort()).toEqual([0, 1, 1, 2])
  expect(stand.collector.batches.at(-1)?.dropped).toBe(1)
})

test('in its last moment a page sends as much as browsers let it, to the byte, beside what is on its way', async () => {
  await stand.serve({ script, answer: () => {} })
  await openSettled()
  const { posts } = stand.collector
  stand.collector.silent = true
  await tell([3000])
  await expect.poll(() => posts.at(-1)?.batch.facts.at(-1)?.name).toBe('told 0')
  const before = posts.length
  const underWay = posts.at(-1)?.bytes ?? 0
  await stand.page.evaluate(
    () => void fetch('/never', { method: 'POST', keepalive: true, body: 'y'.repeat(21_000) }),
  )
  stand.collector.silent = false
  await tell([2000, 50_000, ...Array(40).fill(1000)], stand.page, true)
  await stand.page.waitForURL('about:blank')
  await expect.poll(told).toContain(0)
  // The large one had no room; the small ones took it.
  expect(told()).not.toContain(1)
  expect(told().length).toBeGreaterThan(20)
  const room = 60_000 - 21_000 - underWay
  const bytes = posts.slice(before).reduce((sum, post) => sum + post.bytes, 0)
  expect(bytes).toBeLessThanOrEqual(room)
  expect(bytes).toBeGreaterThan(room - 1400)
})

test('what was on its way when the page was left is sent once more, and counted once', async () => {
  await openSettled()
  stand.collector.silent = true
  await tell([20_000, 20_000])
  const before = stand.collector.posts.length
  await expect.poll(() => stand.collector.posts.length).toBe(before + 1)
  stand.collector.silent = false
  await stand.page.goto('about:blank')
  await expect.poll(told).toEqual([0, 1])
  expect(stand.collector.posts.at(-1)?.batch.sequence).toBe(stand.collector.posts[before]?.batch.sequence)
})

test('a page that comes back whole goes on where it was, whatever was on its way', async () => {
  const keeping = await launchBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] })
  const { page } = await openPage(keeping, `${stand.app.url}/kept`)
  await expect.poll(() => stand.collector.spans('navigation').length).toBe(1)
  stand.collector.silent = true
  await tell([1], page)
  const before = stand.collector.posts.length
  await expect.poll(() => stand.collector.posts.length).toBeGreaterThan(before)
  await page.goto(`${stand.app.url}/next`)
  stand.collector.silent = false
  await page.goBack({ waitUntil: 'commit' })
  await expect
    .poll(() => stand.collector.spans('navigation').map(({ attributes }) => attributes['kymo.visit.type']))
    .toContain('restore')
  await tell([1, 2, 3], page)
  await expect.poll(told).toEqual([0, 0, 1, 2])
  await keeping.close()
})

test('a page that was offline tells all as soon as it is back', async () => {
  await openSettled()
  await stand.context.setOffline(true)
  await tell([1, 2])
  await expect
    .poll(() => stand.page.evaluate(() => performance.getEntriesByType('resource').length))
    .toBeGreaterThan(0)
  await expect.poll(() => stand.printed.some((line) => line.includes('ERR_INTERNET_DISCONNECTED'))).toBe(true)
  await stand.context.setOffline(false)
  await expect.poll(told).toEqual([0, 1])
})

test('tabs tell each for itself', async () => {
  await openSettled('/one')
  const other = await stand.context.newPage()
  await other.goto(`${stand.app.url}/two`)
  await Promise.all([tell([1, 2, 3]), tell([1, 2], other)])
  await expect.poll(told).toHaveLength(5)
  const instances = new Set(stand.collector.batches.map(({ resource }) => resource['service.instance.id']))
  expect(instances.size).toBe(2)
  await other.close()
})

test('many facts are sent in batches that a closing page may still send', async () => {
  await stand.open()
  const long = 'x'.repeat(1500)
  await stand.page.evaluate(async (query) => {
    for (let i = 0; i < 5; i++)
      await Promise.all(
        Array.from({ length: 40 }, (_, j) => fetch(`/many/${i * 40 + j}?q=${query}`).then((r) => r.text())),
      )
  }, long)
  await expect.poll(() => new Set(paths()).size).toBe(200)
  for (const batch of stand.collector.batches) expect(JSON.stringify(batch).length).toBeLessThan(60_001)
})
