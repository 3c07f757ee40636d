import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { singleFlight } from './single-flight.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('runs at once, then once more for all that was asked meanwhile', async () => {
  const task = vi.fn(async () => {})
  const flight = singleFlight(task, 100)
  flight.ask()
  flight.ask()
  flight.ask()
  expect(task).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(100)
  expect(task).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(1000)
  expect(task).toHaveBeenCalledTimes(2)
})

it('never runs twice at once, however long a run takes', async () => {
  let finish = () => {}
  const task = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)))
  const flight = singleFlight(task, 10)
  flight.ask()
  flight.ask()
  await vi.advanceTimersByTimeAsync(5000)
  expect(task).toHaveBeenCalledTimes(1)
  finish()
  await vi.advanceTimersByTimeAsync(10)
  expect(task).toHaveBeenCalledTimes(2)
})

it('goes on after a failure, and not after a stop', async () => {
  const task = vi.fn(async () => {
    throw new Error('no')
  })
  const flight = singleFlight(task, 10)
  flight.ask()
  await vi.advanceTimersByTimeAsync(10)
  flight.ask()
  expect(task).toHaveBeenCalledTimes(2)
  flight.stop()
  await vi.advanceTimersByTimeAsync(10)
  flight.ask()
  expect(task).toHaveBeenCalledTimes(2)
})
