import { exceptionFingerprint, parseErrorEntry } from '@kymo/protocol'
import { expect, test } from 'vitest'
import { wordOf } from '../../../tests/support/word-of.ts'
import type { EndedRequest } from '../ended-request.ts'
import { ErrorGroups } from './error-groups.ts'
import { RepeatedErrors } from './repeated-errors.ts'
import { type SeenError, seenError } from './seen-error.ts'

const SOURCE = {
  app_name: 'api',
  environment: '',
  runtime: 'node',
  version: '',
  hostname: 'here',
  instance_id: 'one',
}

const groups = () => new ErrorGroups(SOURCE)
const error = (message: string, time = 0, whole?: object): SeenError => ({
  attributes: { 'exception.type': 'Error', 'exception.message': message },
  ...{ time, trace: undefined, whole },
})

test('errors of one cause are one group, by the rule of the collector', () => {
  const all = groups()
  all.add(error('user 17 not found', 1))
  all.add(error('user 42 not found', 2))
  all.add(error('no stock', 3))
  expect(all.untold().map((group) => all.entryOf(group))).toMatchObject([
    {
      fingerprint: exceptionFingerprint('api', error('user 1 not found').attributes),
      ...{ count: 2, first_seen: 1, last_seen: 2, message: 'user 42 not found' },
    },
    { count: 1, message: 'no stock' },
  ])
})

test('the request that an error befell is told when its route is known', () => {
  const all = groups()
  const whole = {}
  all.add(error('oh', 1, whole))
  const [group] = all.untold()
  if (group === undefined) throw new Error('none')
  all.told(group, group.version, group.count)
  expect(all.untold()).toEqual([])
  all.requestEnded({ whole, method: 'GET', url: '/a?token=canary' } as EndedRequest, '/:x')
  expect(all.untold().map((one) => all.entryOf(one))).toMatchObject([
    { count: 1, method: 'GET', route: '/:x', url: '/a?token=[redacted]' },
  ])
})

test('so it is however many errors came before of what no end is told', () => {
  const all = groups()
  for (let time = 0; time < 1000; time++) all.add(error('in a job', time, {}))
  const whole = {}
  all.add(error('in a request', 1000, whole))
  all.requestEnded({ whole, method: 'GET', url: '/a' } as EndedRequest, '/:x')
  expect(all.untold().map((one) => all.entryOf(one))).toMatchObject([
    { message: 'in a job', count: 1000 },
    { message: 'in a request', method: 'GET', route: '/:x' },
  ])
})

test('of more groups than there is room for, the rarest and oldest go, and are counted', () => {
  const all = groups()
  for (let time = 0; time < 3; time++) all.add(error('frequent', time))
  for (let i = 0; i < 600; i++) all.add(error(`error ${wordOf(i)}`, 10 + i))
  const kept = all.untold().map((group) => all.entryOf(group).message)
  expect(kept).toHaveLength(500)
  expect(kept).toContain('frequent')
  expect(kept).toContain(`error ${wordOf(599)}`)
  expect(kept).not.toContain(`error ${wordOf(0)}`)
  expect(all.dropped).toBe(101)
})

test('whatever was thrown can be read, is bounded and shows no secret', () => {
  const all = groups()
  const long = new Error(`token sk_live_abcdefghijkl ${'x'.repeat(100_000)}`)
  long.name = 'N'.repeat(1000)
  for (const thrown of [long, 'text', null, undefined, 7, {}, Object.create(null), new Error('')]) {
    all.add(seenError(thrown, undefined))
  }
  for (const group of all.untold()) {
    const json = JSON.stringify(all.entryOf(group))
    expect(parseErrorEntry(json).problem).toBeUndefined()
    expect(json.length).toBeLessThan(32 * 1024)
    expect(json).not.toContain('abcdefghijkl')
  }
})

test('an error that is thrown on counts once, one that is thrown for several requests for each', () => {
  const seen = new RepeatedErrors()
  const thrown = new Error('oh')
  const [one, other] = [{}, {}]
  expect(seen.isNew(thrown, one, 0)).toBe(true)
  expect(seen.isNew(thrown, one, 1)).toBe(false)
  expect(seen.isNew(thrown, undefined, 2)).toBe(false)
  expect(seen.isNew(thrown, other, 3)).toBe(true)
  expect(seen.isNew(thrown, undefined, 60_000)).toBe(true)
  expect([seen.isNew('text', one, 0), seen.isNew('text', one, 0)]).toEqual([true, true])
})
