import { expect, it } from 'vitest'
import type { SignalRow } from './choose-signals.ts'
import { cycleEdges, cycleText } from './cycles.ts'

it('a cycle comes back to where it began', () => {
  const signals = [
    { id: 1, name: 'total' },
    { id: 2, name: 'tax' },
  ] as SignalRow[]
  expect(cycleText([1, 2], signals)).toBe('total → tax → total')
  expect(cycleText([1, 7], signals)).toBe('total → #7 → total')
  expect(cycleText([], signals)).toBe('')
})

it('the lines of a cycle are known', () => {
  const edges = cycleEdges([[1, 2, 3]])
  expect(edges.has('3>1')).toBe(true)
  expect(edges.has('1>2')).toBe(true)
  expect(edges.has('1>4')).toBe(false)
})
