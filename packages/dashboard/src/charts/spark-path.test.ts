import { describe, expect, it } from 'vitest'
import { sparkOf } from './spark-path.ts'

const MINUTE = 60_000
const box = { from: 10_000 - 5 * MINUTE, to: 10_000, top: 100, gap: 20_000 }

describe('a sparkline', () => {
  it('lies in its stretch of time, the greatest value at its top', () => {
    const spark = sparkOf({ ...box, times: [0, 5000, 10_000], values: [0, 50, 100] }, 300)
    expect(spark.line).toBe('M290.0 100.0L295.0 50.0L300.0 0.0')
    expect(spark.area).toBe('M290.0 100L290.0 100.0L295.0 50.0L300.0 0.0L300.0 100Z')
    expect(sparkOf({ ...box, top: 200, times: [5000, 10_000], values: [50, 100] }, 300).line).toBe(
      'M295.0 75.0L300.0 50.0',
    )
  })

  it('is broken where nothing was told', () => {
    const later = { ...box, from: 0, to: 5 * MINUTE }
    const broken = sparkOf({ ...later, times: [0, 5000, 65_000, 70_000], values: [10, 10, 20, 20] }, 300)
    expect(broken.line.match(/M/g)).toHaveLength(2)
    const told = sparkOf(
      { ...later, times: [0, 5000, 10_000, 15_000, 20_000], values: [10, 10, null, 20, 20] },
      300,
    )
    expect(told.line.match(/M/g)).toHaveLength(2)
  })

  it('has a dot for what stands alone', () => {
    const spark = sparkOf({ ...box, times: [10_000], values: [50] }, 300)
    expect(spark).toEqual({ line: '', area: '', dots: 'M300.0 50.0h0' })
  })

  it('leaves out what is older, and keeps within its box', () => {
    const to = 9 * MINUTE + 5000
    const spark = sparkOf(
      { ...box, from: to - 5 * MINUTE, to, times: [0, 9 * MINUTE, to], values: [50, 140, -3] },
      300,
    )
    expect(spark.line).toBe('M295.0 0.0L300.0 100.0')
    expect(sparkOf({ ...box, times: [], values: [] }, 300)).toEqual({ line: '', area: '', dots: '' })
  })
})
