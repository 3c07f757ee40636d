import { expect, test } from 'vitest'
import { fallbackStatus, redirectTarget, revalidated } from './action-outcome.ts'

test('what was made stale is named in the order of the calls, as both versions keep it', () => {
  const tags = ['_N_T_/cart', 'products', '_N_T_/product/[id]/page', 'gr%C3%BC%C3%9Fe', 'a%20b']
  const shown = ['path:/cart', 'tag:products', 'path:/product/[id]/page', 'tag:grüße', 'tag:a%20b']
  expect(revalidated({ pendingRevalidatedTags: tags, pathWasRevalidated: true })).toEqual(shown)
  const kept = tags.map((tag) => ({ tag, profile: undefined }))
  expect(revalidated({ pendingRevalidatedTags: kept, pathWasRevalidated: 1 })).toEqual(shown)
})

test('the root is one path, though it is kept by two names', () => {
  const tags = ['_N_T_/', '_N_T_/index']
  expect(revalidated({ pendingRevalidatedTags: tags })).toEqual(['path:/'])
  expect(revalidated({ pendingRevalidatedTags: ['_N_T_/index'] })).toEqual(['path:/index'])
})

test('refresh() is named, and nothing where nothing was made stale', () => {
  expect(revalidated({ pathWasRevalidated: 2 })).toEqual(['refresh'])
  expect(revalidated({ pathWasRevalidated: 1 })).toEqual([])
  expect(revalidated({})).toEqual([])
})

const thrown = (digest: unknown) => Object.assign(new Error('NEXT'), { digest })

test.each([
  ['NEXT_REDIRECT;push;/done?order=7;303;', '/done?order=7'],
  ['NEXT_REDIRECT;replace;/a;b;308;', '/a;b'],
  ['NEXT_NOT_FOUND', undefined],
  [undefined, undefined],
])('%s redirects to %s', (digest, target) => {
  expect(redirectTarget(thrown(digest))).toBe(target)
})

test('notFound() and the like say their status', () => {
  expect(fallbackStatus(thrown('NEXT_HTTP_ERROR_FALLBACK;404'))).toBe(404)
  expect(fallbackStatus(thrown('NEXT_REDIRECT;push;/a;303;'))).toBeUndefined()
  expect(fallbackStatus('text')).toBeUndefined()
})
