import { expect, it } from 'vitest'
import { alignBuckets } from './align-buckets.ts'

it('breaks the line where buckets are missing, once however many', () => {
  const buckets = [
    { time: 0, p75: 1 },
    { time: 1000, p75: 2 },
    { time: 9000, p75: 3 },
  ]
  expect(alignBuckets(buckets, 1000, ({ p75 }) => p75)).toEqual({
    times: [0.5, 1.5, 2.5, 9.5],
    values: [1, 2, null, 3],
  })
  expect(alignBuckets([], 1000, () => 1)).toEqual({ times: [], values: [] })
})
