import { expect, it } from 'vitest'
import { uptimeText } from './uptime.ts'

it.each([
  [0, '0 s'],
  [59.9, '59 s'],
  [60, '1 min'],
  [3600, '1 h'],
  [12_000, '3 h 20 min'],
  [1_051_200, '12 d 4 h'],
  [Number.NaN, '–'],
  [-1, '–'],
])('%d seconds read %s', (seconds, text) => {
  expect(uptimeText(seconds)).toBe(text)
})
