import { expect, test } from 'vitest'
import { formatDuration } from './format.ts'

test.each([
  [0, '0 ms'],
  [0.0005, '0.50 µs'],
  [0.0123, '12.3 µs'],
  [0.9994, '999 µs'],
  [0.9996, '1.00 ms'],
  [9.994, '9.99 ms'],
  [9.996, '10.0 ms'],
  [83.14, '83.1 ms'],
  [99.96, '100 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [1240, '1.24 s'],
  [59_949, '59.9 s'],
  [59_960, '1.00 min'],
  [90_000, '1.50 min'],
  [3_600_000, '1.00 h'],
  [86_210_000, '23.9 h'],
  [86_400_000, '1.00 d'],
  [604_800_000, '7.00 d'],
])('%d ms reads %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text))
