import { expect, test } from 'vitest'
import { leastTime } from '../../../../tests/support/least-time.ts'
import { findCycles } from './cycles.ts'

const graph = (edges: Record<number, number[]>) =>
  new Map(Object.entries(edges).map(([node, targets]) => [Number(node), targets]))

test('a graph without a cycle has none, however its edges meet', () => {
  expect(findCycles(graph({}))).toEqual([])
  expect(findCycles(graph({ 1: [2, 3], 2: [4], 3: [4], 4: [5] }))).toEqual([])
})

test('each node that is in a cycle is in one that is found, which begins with its smallest', () => {
  expect(findCycles(graph({ 1: [1] }))).toEqual([[1]])
  expect(findCycles(graph({ 3: [2], 2: [5], 5: [3, 9], 9: [8] }))).toEqual([[2, 5, 3]])
  expect(findCycles(graph({ 1: [2], 2: [1, 3], 3: [4], 4: [3] }))).toEqual([
    [1, 2],
    [3, 4],
  ])
})

test('of several ways around, the shortest is told', () => {
  expect(findCycles(graph({ 1: [2, 4], 2: [3], 3: [4], 4: [1] }))).toEqual([
    [1, 4],
    [1, 2, 3, 4],
  ])
})

test('what leads into a cycle, or out of one, is not in it', () => {
  expect(findCycles(graph({ 1: [2], 2: [3], 3: [2, 4], 4: [] }))).toEqual([[2, 3]])
})

test('of many cycles 20 are told, and none that is longer than 32', () => {
  const pairs = Array.from({ length: 100 }, (_, at) => [
    [2 * at, [2 * at + 1]],
    [2 * at + 1, [2 * at]],
  ]).flat()
  expect(findCycles(new Map(pairs as [number, number[]][]))).toHaveLength(20)
  const ring = (length: number) => new Map(Array.from({ length }, (_, at) => [at, [(at + 1) % length]]))
  expect(findCycles(ring(32))).toHaveLength(1)
  expect(findCycles(ring(33))).toEqual([])
})

test('a hundred thousand signals in a row take no stack, and little time', () => {
  const chain = new Map(Array.from({ length: 100_000 }, (_, at) => [at, [at + 1]]))
  expect(findCycles(chain)).toEqual([])
})

test('ten thousand signals in a ring, or of which each depends on a hundred, take little time', () => {
  const ring = new Map(Array.from({ length: 10_000 }, (_, at) => [at, [(at + 1) % 10_000]]))
  const layers = new Map(
    Array.from({ length: 10_000 }, (_, at) => {
      const next = (Math.floor(at / 100) + 1) % 100
      return [at, Array.from({ length: 100 }, (_, to) => 100 * next + to)]
    }),
  )
  const find = () => {
    expect(findCycles(ring)).toEqual([])
    expect(findCycles(layers)).toEqual([])
  }
  expect(leastTime(find, 2000)).toBeLessThan(2000)
})
