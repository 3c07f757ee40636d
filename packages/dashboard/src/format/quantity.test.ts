import { describe, expect, it } from 'vitest'
import { asText, count, duration, percent, roundDuration, size } from './quantity.ts'

describe('duration', () => {
  it('is shown as the terminal shows it', () => {
    expect(asText(duration(0))).toBe('0 ms')
    expect(asText(duration(1_240))).toBe('1.24 s')
  })

  it('shows what is not known as a dash', () => {
    expect(asText(duration(null))).toBe('–')
    expect(asText(duration(Number.NaN))).toBe('–')
  })
})

describe('roundDuration', () => {
  it('drops digits that say nothing', () => {
    expect([0, 250, 1000, 2500, 60_000, 900_000].map((value) => asText(roundDuration(value)))).toEqual([
      '0 ms',
      '250 ms',
      '1 s',
      '2.5 s',
      '1 min',
      '15 min',
    ])
  })
})

describe('size', () => {
  it('keeps bytes whole and scales by thousands', () => {
    expect(asText(size(512))).toBe('512 B')
    expect(asText(size(1_240))).toBe('1.24 kB')
    expect(asText(size(999_600))).toBe('1.00 MB')
    expect(asText(size(86_997_000))).toBe('87.0 MB')
  })
})

describe('percent', () => {
  it('has one digit after the point and never hides a small share as zero', () => {
    expect(asText(percent(0))).toBe('0 %')
    expect(asText(percent(0.0003))).toBe('< 0.1 %')
    expect(asText(percent(0.0316))).toBe('3.2 %')
    expect(asText(percent(1))).toBe('100 %')
  })
})

describe('count', () => {
  it('groups thousands', () => {
    expect(count(1_234_567)).toBe('1,234,567')
  })
})
