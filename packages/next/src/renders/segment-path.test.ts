import { expect, test } from 'vitest'
import { segmentPath } from './segment-path.ts'

test.each([
  ['app/layout.tsx', '/'],
  ['app/product/[id]/page.tsx', '/product/[id]'],
  ['src/app/(shop)/cart/layout.js', '/(shop)/cart'],
  ['app/@modal/(.)photo/[id]/page.tsx', '/@modal/(.)photo/[id]'],
  ['app/app/page.tsx', '/app'],
])('%s is the segment %s', (file, path) => {
  expect(segmentPath(file)).toBe(path)
})
