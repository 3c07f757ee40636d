import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MemoryProfiler } from './memory-profiler.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Looks once in ten seconds at so many instances of `Row`. */
function looks(counts: readonly number[]) {
  let rows = 0
  const profiler = new MemoryProfiler({
    components: { mounted: () => (rows ? [{ name: 'Row', instances: rows, bytes: rows }] : []) },
  })
  for (const count of counts) {
    rows = count
    vi.advanceTimersByTime(10_000)
    profiler.snapshot()
  }
  return profiler.leaks()
}

test('components that grow in number are suspected once', () => {
  expect(looks(Array.from({ length: 40 }, (_, at) => 100 + 10 * at))).toMatchObject([
    { kind: 'component', component: 'Row' },
  ])
})

test('components that are gone in between, and there are more of each time, are not', () => {
  expect(looks(Array.from({ length: 40 }, (_, at) => (at % 2 ? 0 : 100 + 10 * at)))).toEqual([])
})

test('components of one name are told together', () => {
  const profiler = new MemoryProfiler({
    components: {
      mounted: () => [
        { name: 'Row', instances: 2, bytes: 200 },
        { name: 'Cell', instances: 9, bytes: 250 },
        { name: 'Row', instances: 1, bytes: 100 },
      ],
    },
  })
  expect(profiler.snapshot().components).toEqual([
    { name: 'Row', instances: 3, bytes: 300 },
    { name: 'Cell', instances: 9, bytes: 250 },
  ])
})
