import { expect, it } from 'vitest'
import { logShare } from './log-share.ts'

it('goes from 1 ms to the top, evenly by magnitude, and never beyond', () => {
  expect(logShare(1, 1000)).toBe(0)
  expect(logShare(0.2, 1000)).toBe(0)
  expect(logShare(10, 1000)).toBeCloseTo(1 / 3)
  expect(logShare(1000, 1000)).toBe(1)
  expect(logShare(5000, 1000)).toBe(1)
})
