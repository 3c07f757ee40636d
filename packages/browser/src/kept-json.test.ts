import { expect, test } from 'vitest'
import { keptJson } from './kept-json.ts'

test('what is longer than it may be is not looked through to its end', () => {
  let looked = 0
  const wide = (depth: number): unknown =>
    new Proxy(Array(50).fill(0), {
      get(list, name) {
        if (name !== 'slice') return Reflect.get(list, name)
        looked++
        return () => (depth ? list.map(() => wide(depth - 1)) : list)
      },
    })
  expect(keptJson(wide(3), 4096)).toBeUndefined()
  expect(looked).toBeLessThan(200)
})

test('what the app left undefined takes no room', () => {
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`of ${i}`, undefined]))
  expect(keptJson({ many, last: 1 }, 30)).toBe('{"many":{},"last":1}')
})
