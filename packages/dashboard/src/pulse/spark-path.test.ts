import { describe, expect, it } from 'vitest'
import { sparkOf } from './spark-path.ts'

const MINUTE = 60_000

describe('a sparkline', () => {
  it('ends at the newest figure and begins five minutes before', () => {
    const spark = sparkOf({ time: [0, 5000, 10_000] }, [0, 50, 100], 300)
    expect(spark.line).toBe('M290.0 100.0L295.0 50.0L300.0 0.0')
    expect(spark.area).toBe('M290.0 100L290.0 100.0L295.0 50.0L300.0 0.0L300.0 100Z')
  })

  it('is broken where nothing was told', () => {
    const broken = sparkOf({ time: [0, 5000, 65_000, 70_000] }, [10, 10, 20, 20], 300)
    expect(broken.line.match(/M/g)).toHaveLength(2)
    const told = sparkOf({ time: [0, 5000, 10_000, 15_000, 20_000] }, [10, 10, null, 20, 20], 300)
    expect(told.line.match(/M/g)).toHaveLength(2)
  })

  it('leaves out what is older, and keeps within its box', () => {
    const spark = sparkOf({ time: [0, 9 * MINUTE, 9 * MINUTE + 5000] }, [50, 140, -3], 300)
    expect(spark.line).toBe('M295.0 0.0L300.0 100.0')
    expect(sparkOf({ time: [] }, [], 300)).toEqual({ line: '', area: '' })
  })
})
