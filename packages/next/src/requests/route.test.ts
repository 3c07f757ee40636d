import { expect, test } from 'vitest'
import { renderedRoute } from './route.ts'

test.each([
  ['/product/[id]/page', '/product/[id]', 'APP_PAGE'],
  ['/api/search/route', '/api/search', 'APP_ROUTE'],
  ['/', '/', undefined],
  ['/_not-found/page', '/_not-found', undefined],
  ['/_global-error/page', '/_global-error', undefined],
])('what runs as %s is of the route %s and the kind %s', (page, route, kind) => {
  expect(renderedRoute({ page, route })).toEqual(
    kind === undefined ? undefined : { kind, page, pathname: route },
  )
})
