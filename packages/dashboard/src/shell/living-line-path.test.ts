import type { PerformanceSeries } from '@kymo/protocol'
import { expect, it } from 'vitest'
import { LINE_SECONDS, lineCounts, linePath } from './living-line-path.ts'

/** Read at 100.5 s: the window begins within one second and ends within another. */
function series(counts: Record<number, number>): PerformanceSeries {
  return {
    window: { from: 40_500, to: 100_500 },
    precision: 'exact',
    step: 1000,
    marks: [],
    buckets: Object.entries(counts).map(([second, count]) => ({
      time: Number(second) * 1000,
      count,
      errors: 0,
      slow: 0,
      percentiles: { p50: 1, p95: 1, p99: 1 },
    })),
  }
}

const sum = (counts: readonly number[]) => counts.reduce((total, value) => total + value, 0)

it('has what the collector counted, also in the seconds that the window cuts', () => {
  const counts = lineCounts(series({ 40: 2, 41: 3, 99: 5, 100: 7 }), 0)
  expect(counts).toHaveLength(LINE_SECONDS)
  expect(sum(counts)).toBe(17)
  expect([counts[0], counts.at(-1)]).toEqual([2, 12])
})

it('lets seconds go as they grow older than a minute', () => {
  const read = series({ 40: 2, 41: 3, 100: 7 })
  expect(sum(lineCounts(read, 600))).toBe(10)
  expect(sum(lineCounts(read, 2000))).toBe(7)
  expect(sum(lineCounts(read, 59_900))).toBe(7)
  expect(sum(lineCounts(read, 60_100))).toBe(0)
  // The page's clock ticked last before the series was read.
  expect(sum(lineCounts(read, -400))).toBe(12)
})

it('is flat when nothing happens and stays inside its box when much does', () => {
  expect(linePath([0, 0, 0], 30, 20)).toBe('M0 13.6L30 13.6')
  const heights = [...linePath([1, 1e6], 30, 20).matchAll(/[ML][\d.-]+ ([\d.-]+)/g)].map((match) =>
    Number(match[1]),
  )
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...heights)).toBeLessThanOrEqual(20)
})
