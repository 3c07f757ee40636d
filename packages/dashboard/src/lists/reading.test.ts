import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Reading } from './reading.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('a list is read from the first movement in it until nothing has moved for a while', () => {
  const told = vi.fn()
  const reading = new Reading(told)
  reading.used()
  vi.advanceTimersByTime(4000)
  reading.used()
  vi.advanceTimersByTime(4000)
  expect(told.mock.calls).toEqual([[true]])
  vi.advanceTimersByTime(1000)
  expect(told.mock.calls).toEqual([[true], [false]])
  reading.used()
  expect(told).toHaveBeenLastCalledWith(true)
})

it('a list that is left is not read, at once', () => {
  const told = vi.fn()
  const reading = new Reading(told)
  reading.left()
  expect(told).not.toHaveBeenCalled()
  reading.used()
  reading.left()
  vi.advanceTimersByTime(10_000)
  expect(told.mock.calls).toEqual([[true], [false]])
})
