import { expect, test } from 'vitest'
import { cacheOutcome, renewalOutcome, unmeasuredOutcome } from './cache-status.ts'
import type { FetchCall } from './fetch-calls.ts'

const call = (facts: Partial<FetchCall>): FetchCall => ({
  span: {} as FetchCall['span'],
  parent: undefined,
  input: '',
  options: { mode: undefined, revalidate: undefined, tags: undefined },
  scope: 'nodejs',
  stack: undefined,
  renews: undefined,
  throughNext: true,
  reachedOrigin: true,
  cached: undefined,
  cachedSize: undefined,
  hardRefresh: false,
  measured: true,
  renewed: false,
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

test.each([
  [
    "the platform's own function is called",
    { throughNext: false },
    undefined,
    'skip',
    'outside of the data cache',
  ],
  ['no page of the App Router calls', {}, undefined, 'skip', 'outside of the data cache'],
  ['a draft is shown', {}, { isDraftMode: true }, 'skip', 'draft mode'],
  ['nothing is known', {}, {}, undefined, undefined],
  ['it did not get to the origin', { reachedOrigin: false }, undefined, undefined, undefined],
  ['the renders of its scope are not seen', { scope: 'edge' }, undefined, undefined, undefined],
] as const)('where Next.js writes nothing down and %s', (_name, facts, work, status, reason) => {
  expect(unmeasuredOutcome(call(facts), work)).toEqual(status === undefined ? undefined : { status, reason })
})

test('a renewal says whether somebody waited for it', () => {
  expect(renewalOutcome(true).reason).toMatch('in the background')
  expect(renewalOutcome(false).reason).toBe('the entry was stale')
})
