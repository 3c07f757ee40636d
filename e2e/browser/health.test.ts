import type { PerformanceDashboard } from '@kymo/browser'
import { beforeAll, expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { useStand } from './stand.ts'

/* The app's own dashboard of its page, as the documentation has it. */

declare global {
  interface Window {
    dashboard: PerformanceDashboard
    seen: { score: number | null; violations: number; failed: number }[]
  }
}

let script = ''
beforeAll(async () => {
  script = await bundle(`
    import { getPerformanceDashboard, getPerformanceMonitor, getNetworkMonitor } from '@kymo/browser'
    import { effect } from '@preact/signals-core'
    window.seen = []
    window.switchOn = () => {
      getPerformanceMonitor({ enabled: true, budget: { maxResourceTime: 0.01 } })
      getNetworkMonitor({ enabled: true })
    }
    window.dashboard = getPerformanceDashboard({ enabled: true, updateInterval: 100 })
    effect(() => {
      const metrics = dashboard.metrics()
      window.seen.push({
        score: dashboard.healthScore(),
        violations: metrics.performance.totalViolations,
        failed: metrics.network.failed,
      })
    })
  `)
})
const stand = useStand({
  answer: (request, response) => response.writeHead(request.path === '/broken' ? 500 : 200).end('{}'),
  attributes: 'data-kymo-off="performance,components,signals,memory,network,errors"',
})

const open = async () => {
  await stand.open()
  await stand.page.addScriptTag({ content: script })
}
const last = () => stand.page.evaluate(() => window.seen.at(-1))

test('effects follow the monitors that there are, and none of them is brought about', async () => {
  await open()
  const running = () =>
    stand.page.evaluate(() =>
      Object.entries(window.dashboard.metrics())
        .filter(([part, { running }]) => running && part !== 'vitals')
        .map(([part]) => part),
    )
  expect(await running()).toEqual([])
  await stand.page.evaluate(() => (window as unknown as { switchOn(): void }).switchOn())
  await expect.poll(running).toEqual(['performance', 'network'])
  await stand.page.evaluate(async () => {
    for (const path of ['/a', '/b', '/c', '/broken']) await fetch(path)
  })
  await expect.poll(async () => (await last())?.failed).toBe(1)
  const { health, seen } = await stand.page.evaluate(() => ({
    health: window.dashboard.health(),
    seen: window.seen.at(-1),
  }))
  const { score, parts } = health
  expect(parts.find(({ name }) => name === 'network')?.score).toBe(0)
  expect(seen?.score).toBe(score)
  expect(score).toBeLessThan(100)
  await expect.poll(async () => (await last())?.violations).toBeGreaterThan(0)
})

test('nothing changes, so nothing runs; and while nobody can see the page, nothing is looked at', async () => {
  await open()
  const looks = () => stand.page.evaluate(() => window.dashboard.history().length)
  await expect.poll(looks).toBeGreaterThan(3)
  const runs = await stand.page.evaluate(() => window.seen.length)
  const at = await looks()
  await expect.poll(looks).toBeGreaterThan(at + 3)
  // Vitals may still come, at most one by one.
  expect(await stand.page.evaluate(() => window.seen.length)).toBeLessThan(runs + 4)
  await stand.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  const hidden = await looks()
  await stand.page.waitForTimeout(500)
  expect(await looks()).toBe(hidden)
  await stand.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: false, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await expect.poll(looks).toBeGreaterThan(hidden)
  await stand.page.evaluate(() => window.dashboard.stop())
  const stopped = await looks()
  await stand.page.waitForTimeout(400)
  expect(await looks()).toBe(stopped)
})
