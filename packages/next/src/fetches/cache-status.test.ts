import { expect, test } from 'vitest'
import { cacheOutcome } from './cache-status.ts'
import type { FetchCall } from './fetch-calls.ts'

const call = (facts: Partial<FetchCall>): FetchCall => ({
  span: {} as FetchCall['span'],
  throughNext: true,
  reachedOrigin: true,
  cached: undefined,
  hardRefresh: false,
  ...facts,
})
const HARD_REFRESH = 'cache-control: no-cache (hard refresh)'

test.each([
  ['a fresh entry', { cached: 'fresh', reachedOrigin: false }, 'hit', 'revalidate: 60', 'hit'],
  ['a stale entry', { cached: 'stale', reachedOrigin: false }, 'hit', 'revalidate: 60', 'stale'],
  ['an empty cache', { cached: 'nothing' }, 'skip', HARD_REFRESH, 'miss'],
  ['a hard refresh', { cached: 'nothing', hardRefresh: true }, 'skip', HARD_REFRESH, 'skip'],
  ['no cache asked', {}, 'skip', 'cache: no-store', 'skip'],
  ["another call's answer", { reachedOrigin: false }, 'skip', 'auto no cache', 'hit'],
  ['a hot reload', { reachedOrigin: false }, 'hmr', '', 'hmr'],
  ['a word not known', {}, 'revalidating', '', 'unknown'],
] as const)('%s', (_name, facts, cacheStatus, cacheReason, status) => {
  expect(cacheOutcome(call(facts), { cacheStatus, cacheReason }, true).status).toBe(status)
})

test('where calls of the platform are not seen, their absence says nothing', () => {
  const outcome = cacheOutcome(call({ reachedOrigin: false }), { cacheStatus: 'skip' }, false)
  expect(outcome.status).toBe('skip')
})

test("Next.js's number for 'never' is said in words", () => {
  const outcome = cacheOutcome(call({}), { cacheStatus: 'hit', cacheReason: 'revalidate: 4294967294' }, true)
  expect(outcome.reason).toBe('revalidate: false')
})
