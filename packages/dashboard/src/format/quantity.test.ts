import { describe, expect, it } from 'vitest'
import { asText, count, duration, percent, roundDuration, size, threeDigits } from './quantity.ts'

describe('duration', () => {
  it.each([
    [0, '0 ms'],
    [0.0004, '0.4 µs'],
    [0.423, '423 µs'],
    [8.314, '8.31 ms'],
    [83.14, '83.1 ms'],
    [831.4, '831 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [1_240, '1.24 s'],
    [59_990, '60.0 s'],
    [83_100, '83.1 s'],
    [150_000, '2.50 min'],
    [5_400_000, '1.50 h'],
  ])('shows %d ms as %s', (milliseconds, text) => {
    expect(asText(duration(milliseconds))).toBe(text)
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

describe('threeDigits', () => {
  it.each([
    [0, '0'],
    [0.5, '0.5'],
    [0.12345, '0.123'],
    [9.999, '10.0'],
    [99.99, '100'],
    [12345, '12345'],
    [-41.27, '-41.3'],
  ])('shows %d as %s', (value, text) => {
    expect(threeDigits(value)).toBe(text)
  })
})

describe('size', () => {
  it('keeps bytes whole and scales by thousands', () => {
    expect(asText(size(512))).toBe('512 B')
    expect(asText(size(1_240))).toBe('1.24 kB')
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
