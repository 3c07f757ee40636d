import type { CommitNode } from '@kymo/protocol'
import { expect, test } from 'vitest'
import { foldStill } from './flame-fold.ts'
import { layoutFlame } from './flame-layout.ts'

const still = (name: string, depth: number): CommitNode => ({ name, depth, kind: 'still' })
const again = (name: string, depth: number): CommitNode => ({ name, depth, kind: 'update', totalTime: 4 })
const names = (nodes: readonly CommitNode[], opened: readonly number[] = []) =>
  foldStill(nodes, new Set(opened)).map(({ name, source }) => `${source} ${name}`)

const tree = [
  still('Root', 0),
  still('Router', 1),
  still('Boundary', 2),
  still('Shell', 3),
  again('Menu', 4),
  still('Main', 4),
  still('Pane', 5),
  again('List', 6),
]

test('more than two above one another that did not render are one row', () => {
  // The last of them has two below it: it stays.
  expect(names(tree)).toEqual(['0 3 that did not render', '3 Shell', '4 Menu', '5 Main', '6 Pane', '7 List'])
  expect(foldStill(tree, new Set())[0]?.folded.map(({ name }) => name)).toEqual([
    'Root',
    'Router',
    'Boundary',
  ])
  const { boxes, rows } = layoutFlame(foldStill(tree, new Set()))
  expect(rows).toBe(5)
  expect(boxes.map(({ row }) => row)).toEqual([0, 1, 2, 2, 3, 4])
})

test('what was opened stays open, and what rendered is never folded', () => {
  expect(names(tree, [0])).toEqual(tree.map(({ name }, index) => `${index} ${name}`))
  expect(names([again('A', 0), again('B', 1), again('C', 2)])).toEqual(['0 A', '1 B', '2 C'])
})

test('without children nothing is folded, however deep what was left out', () => {
  expect(names([still('A', 0), still('B', 5), still('C', 9)])).toEqual(['0 A', '1 B', '2 C'])
  expect(names([still('A', 0), still('B', 5), still('C', 9), again('D', 30)])).toEqual([
    '0 3 that did not render',
    '3 D',
  ])
  expect(names([])).toEqual([])
})
