import { describe, expect, it } from 'vitest'
import { absoluteTime, axisTime, relativeTime } from './time.ts'

const NOW = Date.UTC(2026, 0, 2, 12, 0, 0)

describe('relativeTime', () => {
  it.each([
    [-5_000, 'now'],
    [400, 'now'],
    [8_900, '8 s'],
    [61_000, '1 min'],
    [3_600_000 * 5, '5 h'],
    [86_400_000 * 3, '3 d'],
  ])('says of an age of %d ms: %s', (age, text) => {
    expect(relativeTime(NOW - age, NOW)).toBe(text)
  })

  it('shows a dash for a time that no clock can show', () => {
    expect(relativeTime(Number.NaN, NOW)).toBe('–')
    expect(absoluteTime(9e15)).toBe('–')
  })
})

describe('axisTime', () => {
  it('gets coarser with the length of the axis', () => {
    expect(axisTime(NOW, 300_000)).toMatch(/^\d\d:\d\d:\d\d$/)
    expect(axisTime(NOW, 3_600_000)).toMatch(/^\d\d:\d\d$/)
    expect(axisTime(NOW, 86_400_000 * 30)).toMatch(/2 Jan/)
  })
})
