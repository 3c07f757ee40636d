import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Repeats } from '../../src/error-reporter/repeats.ts'
import type { ReportedError } from '../../src/error-reporter/reported-error.ts'
import { Scope } from '../../src/error-reporter/scope.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const named = (type: string) => ({ type, stack: '', message: 'words', count: 1 }) as ReportedError

function following(window: number) {
  const told: [type: string, count: number][] = []
  const repeats = new Repeats(({ type, count }) => told.push([type, count]))
  repeats.window = window
  const come = (...types: string[]) => {
    for (const type of types) if (repeats.isFirst(named(type))) told.push([type, 1])
  }
  const sum = (type: string) =>
    told.filter(([name]) => name === type).reduce((all, [, count]) => all + count, 0)
  return { repeats, told, come, sum }
}

test('what was counted is told when its own while is over, though another’s ends later', () => {
  const { told, come } = following(5000)
  come('B')
  vi.advanceTimersByTime(3000)
  come('A', 'A', 'B')
  vi.advanceTimersByTime(2001)
  expect(told).toEqual([
    ['B', 1],
    ['A', 1],
    ['B', 1],
  ])
  vi.advanceTimersByTime(3000)
  expect(told.at(-1)).toEqual(['A', 1])
})

test('what was counted is told before what comes after its while, also when timers are late', () => {
  const { told, come, sum, repeats } = following(1000)
  come('A', 'A', 'A')
  const now = performance.now()
  const late = vi.spyOn(performance, 'now').mockReturnValue(now + 5000)
  come('A')
  late.mockRestore()
  expect(told).toEqual([
    ['A', 1],
    ['A', 2],
  ])
  expect(repeats.waiting).toBe(1)
  repeats.flush()
  expect(sum('A')).toBe(4)
  expect(repeats.waiting).toBe(0)
})

test('a storm of errors that each come twice is told in full, and not remembered', () => {
  const { come, told, repeats } = following(5000)
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  const used = () => {
    gc()
    return process.memoryUsage().heapUsed
  }
  const before = used()
  const long = 'x'.repeat(2000)
  for (let i = 0; i < 20_000; i++) {
    come(`${i}${long}`, `${i}${long}`)
    told.length = Math.min(told.length, 1)
  }
  expect(repeats.waiting).toBeLessThanOrEqual(100)
  expect(used() - before).toBeLessThan(30_000_000)
})

test('contexts of any number of names take no more room than those that go with an error', () => {
  const scope = new Scope()
  for (let i = 0; i < 1000; i++) scope.setContext(`context ${i}`, { i })
  scope.setContext('context 3', { i: 'again' })
  scope.setContext('context 4', null)
  expect(Object.keys(scope.contexts).length).toBeLessThanOrEqual(20)
  expect(scope.contexts).toMatchObject({ 'context 3': { i: 'again' } })
  expect(scope.contexts).not.toHaveProperty('context 4')
})
