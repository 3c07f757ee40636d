import { expect, test } from 'vitest'
import { useStand } from './stand.ts'

const stand = useStand()

const paths = () =>
  stand.collector.spans('fetch').map(({ attributes }) => new URL(String(attributes['url.full'])).pathname)
const call = (path: string) => stand.page.evaluate(async (to) => void (await (await fetch(to)).text()), path)

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
  expect(stand.collector.batches.map(({ sequence }) => sequence)).toEqual([1, 2, 3])
  expect(stand.collector.batches.at(-1)?.dropped).toBe(0)
})

test('a collector that is gone is silence, and one that comes back gets the newest', async () => {
  await stand.open()
  await expect.poll(() => stand.collector.batches.length).toBe(1)
  await stand.page.clock.install()
  await stand.collector.close()
  await stand.page.evaluate(async () => {
    for (let i = 0; i < 12; i++)
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
      return paths().includes('/gone/599')
    })
    .toBe(true)
  const last = stand.collector.batches.at(-1)
  expect(paths().length + (last?.dropped ?? 0)).toBe(600)
  expect(last?.dropped).toBeGreaterThan(0)
  // The browser says that it could not connect; Kymo says nothing.
  expect(stand.printed.filter((line) => !line.includes('Failed to load resource'))).toEqual([])
  expect(stand.printed.length).toBeLessThan(8)
})

test('what it refuses for good is given up and counted', async () => {
  await stand.open()
  await expect.poll(() => stand.collector.batches.length).toBe(1)
  stand.collector.status = 400
  await call('/refused')
  await expect.poll(() => stand.printed.some((line) => line.includes('400'))).toBe(true)
  stand.collector.status = 200
  await call('/accepted')
  await expect.poll(paths).toEqual(['/accepted'])
  expect(stand.collector.batches.at(-1)?.dropped).toBe(1)
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
