import { expect, it } from 'vitest'
import { PULSE_SECONDS, PulseRecorder, pulsePath } from './pulse-path.ts'

it('counts requests by second and lets old seconds go', () => {
  const recorder = new PulseRecorder()
  recorder.add(100_000, 2)
  recorder.add(100_900, 1)
  recorder.add(102_000, 5)
  expect(recorder.read(102_500).slice(-3)).toEqual([3, 0, 5])
  expect(recorder.read(102_500)).toHaveLength(PULSE_SECONDS)
  expect(recorder.read(1_000_000).every((count) => count === 0)).toBe(true)
})

it('is flat when nothing happens and stays inside its box when much does', () => {
  expect(pulsePath([0, 0, 0], 30, 20)).toBe('M0 13.6L30 13.6')
  const heights = [...pulsePath([1, 1e6], 30, 20).matchAll(/[ML][\d.-]+ ([\d.-]+)/g)].map((match) =>
    Number(match[1]),
  )
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...heights)).toBeLessThanOrEqual(20)
})
