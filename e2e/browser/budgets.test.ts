import type { Event } from '@kymo/protocol'
import { beforeEach, expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { useStand } from './stand.ts'

/** The monitor and its functions are in the page as `kymo`. */
const script = bundle(`
  import * as kymo from '@kymo/browser'
  const { kymoUrl, kymoKey, kymoApp } = document.currentScript.dataset
  kymo.startPage({ url: kymoUrl, key: kymoKey, app: kymoApp })
  self.kymo = kymo
`)

const stand = useStand({ script })

type Kymo = typeof import('@kymo/browser')
declare const kymo: Kymo

beforeEach(async () => {
  await stand.open('/shop')
})

const violations = (): readonly Event[] =>
  stand.collector.facts.filter(
    (fact): fact is Event => fact.fact === 'event' && fact.name === 'kymo.violation',
  )

test('whoever reads what was not kept does not make it be told more often', async () => {
  await stand.page.evaluate(() => {
    const monitor = kymo.getPerformanceMonitor({ enabled: true, budget: { maxRenderTime: 16 } })
    for (let i = 0; i < 30; i++) {
      kymo.checkBudget('maxRenderTime', 20, 'ProductList')
      monitor.violations()
      monitor.entries()
    }
  })
  await expect.poll(() => violations().length).toBe(1)
  expect(violations()[0]?.attributes['kymo.violation.count']).toBe(30)
})

test('of more different ones in a second than are told, the rest is counted as dropped', async () => {
  await stand.page.evaluate(() => {
    kymo.getPerformanceMonitor({ enabled: true, budget: { maxRenderTime: 16 } })
    for (let i = 0; i < 70; i++) kymo.checkBudget('maxRenderTime', 20, `Row ${i}`)
  })
  await expect.poll(() => violations().length).toBe(20)
  expect(stand.collector.batches.at(-1)?.dropped).toBe(50)
})

test('what the runtime itself sends is neither among the page’s files nor held against their limit', async () => {
  const seen = await stand.page.evaluate(async () => {
    const seen: string[] = []
    kymo.getPerformanceMonitor({
      enabled: true,
      budget: { maxResourceTime: 0.001 },
      onViolation: ({ name }) => seen.push(new URL(name).pathname),
    })
    await fetch('/of-the-app')
    return seen
  })
  await expect.poll(() => violations().length).toBeGreaterThan(0)
  const told = () =>
    stand.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  await expect
    .poll(async () => (await told()).filter((name) => name.includes('/ingest')).length)
    .toBeGreaterThan(1)
  const names = await stand.page.evaluate(() =>
    kymo
      .getPerformanceMonitor()
      .entries('resource')
      .map(({ name }) => name),
  )
  expect(names.filter((name) => name.startsWith(stand.collector.url))).toEqual([])
  expect(names.some((name) => name.endsWith('/of-the-app'))).toBe(true)
  expect(seen.filter((name) => name.includes('ingest'))).toEqual([])
  const budgets = violations().map(({ attributes }) => String(attributes['kymo.violation.name']))
  expect(budgets.filter((name) => name.includes('ingest'))).toEqual([])
})

test('a vital is not another violation because the monitor is told something else, but it is of another limit', async () => {
  const total = (): Promise<number> =>
    stand.page.evaluate(() => kymo.getPerformanceMonitor().summary().violations)
  const limit = (maxTTFB: number) =>
    stand.page.evaluate((limit) => {
      for (let i = 0; i < 10; i++) kymo.getPerformanceMonitor({ enabled: true, budget: { maxTTFB: limit } })
    }, maxTTFB)
  await limit(0.001)
  await expect.poll(total).toBe(1)
  await limit(0.001)
  expect(await total()).toBe(1)
  await limit(0.002)
  expect(await total()).toBe(2)
})

test('a callback may change the monitor that calls it, and nothing of either change is lost', async () => {
  const now = await stand.page.evaluate(async () => {
    const names: string[] = []
    const monitor = kymo.getPerformanceMonitor({
      enabled: true,
      budget: { measures: { search: 1 } },
      onEvent: ({ name }) => names.push(name),
      onViolation: () => monitor.configure({ budget: { measures: { search: 50 } } }),
    })
    kymo.measure('search', { start: 0, duration: 10 })
    // It looks at what has come before it changes.
    monitor.configure({ userTiming: false })
    kymo.measure('search', { start: 0, duration: 20 })
    const kept = monitor.entries('measure').length
    const { budget, userTiming } = monitor.config
    monitor.stop()
    names.length = 0
    kymo.measure('search', { start: 0, duration: 100 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    return { kept, budget, userTiming, total: monitor.summary().violations, afterwards: names }
  })
  expect(now).toEqual({
    kept: 2,
    budget: { measures: { search: 50 } },
    userTiming: false,
    total: 1,
    afterwards: [],
  })
})
