import { expect, test } from 'vitest'
import { appId } from './app-pulse.ts'

test('no two apps have one name, whatever is in theirs and in their environments', () => {
  const places = [
    ['shop', 'production'],
    ['@scope/shop', 'production'],
    ['shop@eu', 'production'],
    ['shop', 'eu@production'],
    ['shop', 'eu%40production'],
    ['shop', ''],
  ] as const
  expect(places.map(([app, environment]) => appId(app, environment))).toEqual([
    'shop@production',
    '@scope/shop@production',
    'shop@eu@production',
    'shop@eu%40production',
    'shop@eu%2540production',
    'shop@',
  ])
})
