import type { PerformanceSeries } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { alignSeries, runs } from './align-series.ts'

function series(times: number[]): PerformanceSeries {
  return {
    window: { from: 0, to: 100_000 },
    precision: 'exact',
    step: 10_000,
    buckets: times.map((time) => ({
      time,
      count: 3,
      errors: 1,
      slow: 2,
      percentiles: { p50: 10, p95: 20, p99: 30 },
    })),
    marks: [],
  }
}

describe('alignSeries', () => {
  it('places a bucket at its middle', () => {
    expect(alignSeries(series([0, 10_000])).times).toEqual([5, 15])
  })

  it('breaks the line where buckets are missing, with one empty column', () => {
    const columns = alignSeries(series([0, 10_000, 70_000]))
    expect(columns.p95).toEqual([20, 20, null, 20])
    expect(columns.count).toEqual([3, 3, null, 3])
    expect(columns.times).toEqual([5, 15, 25, 75])
  })

  it('is empty without buckets', () => {
    expect(alignSeries(series([])).times).toEqual([])
  })
})

it('finds the stretches without a gap', () => {
  expect(runs([null, 1, 2, null, 3, null])).toEqual([
    [1, 2],
    [4, 4],
  ])
  expect(runs([])).toEqual([])
})
