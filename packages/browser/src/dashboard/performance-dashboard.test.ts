import type { PageHealthFigures } from '@kymo/protocol'
import { computed, effect } from '@preact/signals-core'
import { afterEach, expect, test } from 'vitest'
import { MONITORS } from '../monitors/health-source.ts'
import type { PageMetrics } from '../monitors/page-metrics.ts'
import { getPerformanceDashboard, PerformanceDashboard } from './performance-dashboard.ts'
import { NO_METRICS } from './sum-up.ts'

const key = (part: keyof PageMetrics) => Symbol.for(`kymo.${MONITORS[part]}`)
const global = globalThis as { [key: symbol]: unknown }

/** A monitor that exists in the window. */
function monitor<Part extends keyof PageMetrics>(
  part: Part,
  given: Partial<PageMetrics[Part]>,
  figures = {},
) {
  const told = {
    metrics: { ...NO_METRICS[part], running: true, ...given },
    figures: figures as PageHealthFigures,
  }
  global[key(part)] = { metrics: () => ({ ...told.metrics }), healthFigures: () => told.figures }
  return told
}

afterEach(() => {
  for (const part of Object.keys(MONITORS)) delete global[key(part as keyof PageMetrics)]
})

test('without a monitor it knows nothing, and says so', () => {
  const dashboard = new PerformanceDashboard()
  dashboard.update()
  expect(dashboard.metrics()).toBe(NO_METRICS)
  expect(dashboard.healthScore()).toBeNull()
  expect(dashboard.health()).toEqual({ score: null, parts: [] })
})

test('it tells what the monitors tell, and scores it by the one formula', () => {
  const dashboard = new PerformanceDashboard()
  monitor('performance', { totalViolations: 3 }, { mainThread: { observed: 60_000, blocked: 0 } })
  monitor('network', { calls: 8, failed: 1 }, { network: { calls: 8, failed: 1, slow: 0 } })
  dashboard.update()
  expect(dashboard.metrics().performance).toMatchObject({ running: true, totalViolations: 3 })
  expect(dashboard.metrics().errors).toBe(NO_METRICS.errors)
  expect(dashboard.health().parts).toEqual([
    { name: 'network', score: 50, weight: 2 },
    { name: 'mainThread', score: 100, weight: 2 },
  ])
  expect(dashboard.healthScore()).toBe(75)
})

test('effects run when something has changed, and only those that read it', () => {
  const dashboard = new PerformanceDashboard()
  const performance = monitor('performance', { totalViolations: 0 })
  const network = monitor('network', {}, { network: { calls: 8, failed: 0, slow: 0 } })
  dashboard.update()
  const seen: unknown[] = []
  const violations = computed(() => dashboard.metrics().performance)
  const stop = [
    effect(() => void seen.push(['score', dashboard.healthScore()])),
    effect(() => void seen.push(['violations', violations.value.totalViolations])),
  ]
  expect(seen.splice(0)).toEqual([
    ['score', 100],
    ['violations', 0],
  ])
  dashboard.update()
  expect(seen).toEqual([])
  Object.assign(network, { figures: { network: { calls: 8, failed: 2, slow: 0 } } })
  network.metrics = { ...network.metrics, failed: 2 }
  dashboard.update()
  expect(seen.splice(0)).toEqual([['score', 0]])
  performance.metrics = { ...performance.metrics, totalViolations: 1 }
  dashboard.update()
  expect(seen.splice(0)).toEqual([['violations', 1]])
  for (const step of stop) step()
})

test('what is read together is of one moment, and of one run', () => {
  const dashboard = new PerformanceDashboard()
  const seen: unknown[] = []
  const stop = effect(() => void seen.push([dashboard.metrics().network.calls, dashboard.healthScore()]))
  monitor('network', { calls: 8 }, { network: { calls: 8, failed: 0, slow: 0 } })
  dashboard.update()
  expect(seen).toEqual([
    [0, null],
    [8, 100],
  ])
  stop()
})

test('an effect that throws keeps nothing from the others, from the history, or from who updates next', () => {
  const moments: unknown[] = []
  const dashboard = new PerformanceDashboard({ onEvent: ({ healthScore }) => moments.push(healthScore) })
  const seen: unknown[] = []
  const stop = [
    effect(() => {
      if (dashboard.metrics().network.running) throw new Error('of the app')
    }),
    effect(() => void seen.push(dashboard.healthScore())),
  ]
  monitor('network', {}, { network: { calls: 8, failed: 0, slow: 0 } })
  expect(() => dashboard.update()).toThrow('of the app')
  expect(seen).toEqual([null, 100])
  expect(moments).toEqual([100])
  for (const step of stop) step()
})

test('a monitor that throws, or is of another version, leaves the others as they are', () => {
  const dashboard = new PerformanceDashboard()
  global[key('signals')] = {
    metrics() {
      throw new Error('broken')
    },
  }
  global[key('memory')] = {}
  monitor('network', {}, { network: { calls: 8, failed: 0, slow: 0 } })
  dashboard.update()
  expect(dashboard.metrics().signals).toBe(NO_METRICS.signals)
  expect(dashboard.metrics().memory).toBe(NO_METRICS.memory)
  expect(dashboard.healthScore()).toBe(100)
})

test('there is one, it keeps a bounded history, and on a server it looks at nothing by itself', () => {
  const dashboard = getPerformanceDashboard({ enabled: true, maxEntries: 3 })
  expect(getPerformanceDashboard()).toBe(dashboard)
  expect(dashboard.running).toBe(false)
  for (let time = 0; time < 5; time++) dashboard.update()
  expect(dashboard.history()).toHaveLength(3)
  dashboard.clear()
  expect(dashboard.history()).toEqual([])
})

test('an interval that is none is refused', () => {
  for (const updateInterval of [0, 99, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => new PerformanceDashboard({ updateInterval })).toThrow('MONITOR_CONFIG: updateInterval')
})
