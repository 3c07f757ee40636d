import type { BrowserCall } from '@kymo/protocol'
import { expect, it } from 'vitest'
import { newestVisit, visitOptions } from './visits.ts'

const call = (visitId: string | null, startTime: number) => ({ visitId, startTime }) as BrowserCall

it('visits are named by their page, the newest first', () => {
  const calls = [call('a', 1000), call('b', 2000), call('a', 3000), call(null, 4000)]
  const options = visitOptions(calls, [{ id: 'a', url: '/cart?x=1', startTime: 500 }])
  expect(options.map(({ value, count }) => [value, count])).toEqual([
    ['b', 1],
    ['a', 2],
  ])
  expect(options[0]?.label).toMatch(/^a visit, /)
  expect(options[1]?.label).toMatch(/^\/cart\?x=1, /)
  expect(newestVisit(calls)).toBe('a')
  expect(newestVisit([call(null, 1)])).toBeUndefined()
  const hosts = [{ ...call('a', 1), host: 'a.test' }, call('b', 2)]
  expect(newestVisit(hosts, 'a.test')).toBe('a')
  expect(newestVisit(hosts, 'b.test')).toBeUndefined()
})
