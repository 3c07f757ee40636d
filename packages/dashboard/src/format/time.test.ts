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
  it('is as exact as the distance of the marks needs it, so that no two read the same', () => {
    const local = new Date(2026, 0, 2, 12, 0, 0).getTime()
    expect(axisTime(local, 250)).toBe('12:00:00.000')
    expect(axisTime(local, 30_000)).toBe('12:00:00')
    expect(axisTime(local, 60_000)).toBe('12:00')
    expect(axisTime(local, 12 * 3_600_000)).toBe('12:00')
    expect(axisTime(local, 86_400_000)).toMatch(/2 Jan/)
  })

  it('names the day where it begins', () => {
    expect(axisTime(new Date(2026, 0, 2).getTime(), 3_600_000)).toMatch(/2 Jan/)
  })
})
