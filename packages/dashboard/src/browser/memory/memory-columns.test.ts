import { expect, it } from 'vitest'
import { memoryColumns } from './memory-columns.ts'

it('has a gap where no sample was taken for a while, and where a figure was not told', () => {
  const { times, values } = memoryColumns([
    { time: 0, used: 10, nodes: 1 },
    { time: 5000, used: 11 },
    { time: 10_000, used: 12, nodes: 3 },
    { time: 60_000, used: 13, nodes: 4 },
    { time: 65_000, used: 14, nodes: 5 },
  ])
  expect(times).toEqual([0, 5, 10, 35, 60, 65])
  expect(values.used).toEqual([10, 11, 12, null, 13, 14])
  expect(values.nodes).toEqual([1, null, 3, null, 4, 5])
  expect(memoryColumns([]).times).toEqual([])
})
