import { type PulseSource, parseTrafficMinute, type TrafficMinute } from '@kymo/protocol'
import { expect, test } from 'vitest'
import { type AccountedMinute, MINUTE, TrafficAccount } from './traffic-account.ts'

const SOURCE: PulseSource = {
  app_name: 'api',
  environment: 'test',
  runtime: 'node',
  version: '',
  hostname: 'here',
  instance_id: 'one',
}
const NOON = Date.UTC(2026, 0, 1, 12)

const account = () => new TrafficAccount(SOURCE)
/** Ends `duration` later. */
const add = (to: TrafficAccount, start: number, duration = 10, route = '/', failed = false) =>
  to.add('GET', route, start, start + duration, failed, false)

function read({ json }: AccountedMinute): TrafficMinute {
  const { value, problem } = parseTrafficMinute(json)
  if (problem !== undefined) throw new Error(problem.message)
  return value
}

/** What Redis would have, by minute after noon. */
function told(from: TrafficAccount, now: number): Record<string, number> {
  return Object.fromEntries(
    from.untold(now).map((minute) => {
      from.told(minute)
      const sum = read(minute).routes.reduce((count, route) => count + route.count, 0)
      expect(sum).toBe(minute.count)
      return [(minute.minute - NOON) / MINUTE, sum]
    }),
  )
}

test('a request counts in the minute in which it began', () => {
  const one = account()
  add(one, NOON + 59_990, 20)
  add(one, NOON + 60_010, 20)
  expect(told(one, NOON + 61_000)).toEqual({ 0: 1, 1: 1 })
})

test('a minute is told anew, as a whole, only where something was added', () => {
  const one = account()
  add(one, NOON)
  expect(told(one, NOON + 5000)).toEqual({ 0: 1 })
  expect(told(one, NOON + 10_000)).toEqual({})
  add(one, NOON + 11_000)
  expect(told(one, NOON + 15_000)).toEqual({ 0: 2 })
})

test('one that takes longer than a minute counts in the oldest that is still looked at', () => {
  const one = account()
  add(one, NOON)
  expect(told(one, NOON + 5000)).toEqual({ 0: 1 })
  add(one, NOON + 10_000, 5 * MINUTE)
  expect(told(one, NOON + 5 * MINUTE + 10_000)).toEqual({ 4: 1 })
})

test('what could not be told is kept for an hour, then it is counted as dropped', () => {
  const one = account()
  for (let minute = 0; minute < 70; minute++) add(one, NOON + minute * MINUTE)
  expect(one.dropped).toBe(10)
  expect(Object.keys(told(one, NOON + 70 * MINUTE - 1))).toHaveLength(60)
  expect(one.dropped).toBe(10)
})

test('minutes that were told an hour ago are to be forgotten, and are not dropped', () => {
  const one = account()
  add(one, NOON)
  told(one, NOON + 1000)
  add(one, NOON + 61 * MINUTE)
  expect(one.expired).toEqual([NOON])
  one.removed([NOON])
  expect(one.expired).toEqual([])
  expect(one.dropped).toBe(0)
})

test('all of the last hour is told again to a Redis that may have forgotten it', () => {
  const one = account()
  for (let minute = 0; minute < 5; minute++) add(one, NOON + minute * MINUTE)
  const all = { 0: 1, 1: 1, 2: 1, 3: 1, 4: 1 }
  expect(told(one, NOON + 5 * MINUTE)).toEqual(all)
  one.forgotten()
  expect(told(one, NOON + 5 * MINUTE)).toEqual(all)
})

test('what was added while a minute was on its way is told the next time', () => {
  const one = account()
  add(one, NOON)
  const [sent] = one.untold(NOON + 1000)
  add(one, NOON + 1001)
  one.told(sent as AccountedMinute)
  expect(told(one, NOON + 2000)).toEqual({ 0: 2 })
})

test('with a clock that was set back it goes on, whether by a little or by days', () => {
  const one = account()
  add(one, NOON + 10 * MINUTE)
  add(one, NOON + 5 * MINUTE)
  expect(told(one, NOON + 5 * MINUTE)).toEqual({ 9: 1, 10: 1 })
  add(one, NOON - 48 * 60 * MINUTE)
  expect(told(one, NOON - 48 * 60 * MINUTE + 1000)).toEqual({ [-48 * 60]: 1 })
  expect(one.dropped).toBe(0)
})

test('however many routes there are, a minute can be read, and nothing is lost', () => {
  const one = account()
  for (let i = 0; i < 1000; i++) add(one, NOON + i, 1 + i, `/${'"'.repeat(i % 300)}${i}`, i % 2 === 0)
  const { routes } = read(one.untold(NOON + 2000)[0] as AccountedMinute)
  expect(routes.length).toBeLessThanOrEqual(201)
  expect(routes.reduce((count, route) => count + route.count, 0)).toBe(1000)
  expect(routes.reduce((errors, route) => errors + route.errors, 0)).toBe(500)
  expect(routes.find(({ route }) => route === '(other)')).toMatchObject({ method: '*', max: 1000 })
})

test('however different durations are, a minute can be read, and nothing is lost', () => {
  const one = account()
  let added = 0
  for (let route = 0; route < 200; route++) {
    for (let power = 0; power < 120; power++) {
      one.add('GET', `/${'x'.repeat(190)}${route}`, NOON, NOON + 1.1 ** power, false, false)
      added++
    }
  }
  const [minute] = one.untold(NOON + 1000)
  const { routes } = read(minute as AccountedMinute)
  expect(minute?.count).toBe(added)
  const counted = routes.flatMap(({ buckets }) => buckets.filter((_, i) => i % 2 === 1))
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(added)
})

test('what an hour of the most different requests takes of memory is bounded', () => {
  const one = account()
  for (let minute = 0; minute < 60; minute++) {
    for (let i = 0; i < 20_000; i++) {
      const start = NOON + minute * MINUTE
      one.add(
        'GET',
        `/${'r'.repeat(150)}/${i % 150}`,
        start,
        start + 1.1 ** Math.floor(i / 150),
        false,
        false,
      )
    }
  }
  const text = one.untold(NOON + 59 * MINUTE).reduce((sum, { json }) => sum + json.length, 0)
  expect(text).toBeLessThan(6 * 1024 * 1024)
  expect(one.dropped).toBeGreaterThan(0)
})
