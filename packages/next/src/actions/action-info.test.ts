import { expect, test } from 'vitest'
import { relativeToProject } from './action-info.ts'

test.each([
  ['examples/shop/app/cart/actions.ts', '/work/examples/shop', 'app/cart/actions.ts'],
  ['app/cart/actions.ts', '/work/shop', 'app/cart/actions.ts'],
  ['/work/shop/app/page.tsx', '/work/shop', 'app/page.tsx'],
  ['packages/ui/actions.ts', '/work/apps/web', 'packages/ui/actions.ts'],
  ['shop\\app\\page.tsx', 'C:\\work\\shop', 'app/page.tsx'],
  ['app/app/page.tsx', '/srv/app', 'app/page.tsx'],
])('%s in the project %s is %s', (filename, project, shown) => {
  expect(relativeToProject(filename, project)).toBe(shown)
})
