import { describe, expect, it } from 'vitest'
import { axisDurationText, decimalStep, durationStep } from './duration-axis.ts'

describe('durationStep', () => {
  it('is round in the unit it is read in', () => {
    expect([0.003, 3, 180, 4000, 9000].map(durationStep)).toEqual([0.005, 5, 200, 5000, 10_000])
    expect([11_000, 20_000, 45_000, 100_000, 700_000, 5e6].map(durationStep)).toEqual([
      15_000, 30_000, 60_000, 120_000, 900_000, 7_200_000,
    ])
    expect(durationStep(3 * 86_400_000)).toBe(5 * 86_400_000)
  })
})

describe('decimalStep', () => {
  it('does not step over a value that is off by a rounding error', () => {
    expect(decimalStep(0.1 + 0.2 - 0.1)).toBeCloseTo(0.2)
    expect(decimalStep(50)).toBe(50)
  })
})

describe('axisDurationText', () => {
  const axis = (from: number, step: number, count: number) =>
    Array.from({ length: count }, (_, index) => axisDurationText(from + index * step, step))

  it('never shows thirds of a minute', () => {
    expect(axis(0, 30_000, 5)).toEqual(['0 ms', '30 s', '1 min', '1.5 min', '2 min'])
    expect(axis(55_000, 5000, 3)).toEqual(['55 s', '60 s', '65 s'])
    expect(axis(3_600_000, 900_000, 3)).toEqual(['1 h', '1.25 h', '1.5 h'])
  })

  it('tells marks apart however close they are', () => {
    expect(axis(800, 200, 3)).toEqual(['800 ms', '1 s', '1.2 s'])
    expect(axis(2000, 0.02, 3)).toEqual(['2000 ms', '2000.02 ms', '2000.04 ms'])
    expect(axis(0.002, 0.002, 2)).toEqual(['2 µs', '4 µs'])
    expect(axis(2000, 0.001, 2)).toEqual(['2000 ms', '2000.001 ms'])
    expect(axis(83_000, 0.5, 2)).toEqual(['83000 ms', '83000.5 ms'])
  })
})
