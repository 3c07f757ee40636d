import { expect, it } from 'vitest'
import { histogramBars } from './histogram-bars.ts'

it('rates each bar by its middle and places the bounds along the axis', () => {
  // Four steps up to 8 s, and one beyond.
  const { bars, good, poor } = histogramBars('LCP', [
    { to: 2000, count: 4 },
    { to: 4000, count: 2 },
    { to: 6000, count: 0 },
    { to: 8000, count: 0 },
    { to: null, count: 1 },
  ])
  expect(bars.map(({ from, height, rating }) => [from, height, rating])).toEqual([
    [0, 1, 'good'],
    [2000, 0.5, 'needs-improvement'],
    [4000, 0, 'poor'],
    [6000, 0, 'poor'],
    [8000, 0.25, 'poor'],
  ])
  expect(good).toBeCloseTo((2500 / 8000) * 0.8)
  expect(poor).toBeCloseTo(0.4)
})

it('has no bars without a distribution', () => {
  expect(histogramBars('CLS', []).bars).toEqual([])
})
