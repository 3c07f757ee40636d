import type { CommitNode } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { leastTime } from '../../../../../tests/support/least-time.ts'
import { flameMove, layoutFlame, placeBox } from './flame-layout.ts'

const node = (name: string, depth: number, over: Partial<CommitNode> = {}): CommitNode => ({
  name,
  depth,
  kind: 'update',
  ...over,
})
const tree: CommitNode[] = [
  node('App', 0, { kind: 'still' }),
  node('List', 1, { totalTime: 8, selfTime: 2 }),
  node('Row', 2, { totalTime: 4, selfTime: 4 }),
  node('Row', 2, { totalTime: 2, selfTime: 2 }),
  node('Foot', 1, { totalTime: 2, selfTime: 2 }),
]

describe('the picture of a commit', () => {
  it('has what rendered as wide as it took, below what rendered it', () => {
    const { boxes, rows, timed, whole } = layoutFlame(tree)
    expect({ rows, timed, whole }).toEqual({ rows: 3, timed: true, whole: 10 })
    expect(boxes.map(({ parent, left, width, row }) => [parent, left, width, row])).toEqual([
      [null, 0, 1, 0],
      [0, 0, 0.8, 1],
      [1, 0, 0.4, 2],
      [1, 0.4, 0.2, 2],
      [0, 0.8, 0.2, 1],
    ])
  })

  it('counts components where no times are known, and gives what did not render no share of its own', () => {
    const { boxes, timed, whole } = layoutFlame(tree.map(({ name, depth, kind }) => ({ name, depth, kind })))
    expect({ timed, whole }).toEqual({ timed: false, whole: 4 })
    expect(boxes.map(({ width }) => width)).toEqual([1, 0.75, 0.25, 0.25, 0.25])
  })

  it('stands several trees beside each other, and leaves no box without a width', () => {
    const { boxes } = layoutFlame([node('A', 0, { totalTime: 9 }), node('B', 0, { totalTime: 0 })])
    expect(boxes[1]?.left).toBeCloseTo(0.998, 3)
    expect(boxes[1]?.width).toBeGreaterThan(0)
  })

  it('keeps children within a parent that measured less than they', () => {
    const { boxes } = layoutFlame([node('A', 0, { totalTime: 1 }), node('B', 1, { totalTime: 3 })])
    expect(boxes.map(({ width }) => width)).toEqual([1, 1])
  })

  it('bears a depth that leaves some out, and no nodes at all', () => {
    expect(layoutFlame([node('A', 3, { totalTime: 1 }), node('B', 9, { totalTime: 1 })]).rows).toBe(2)
    expect(layoutFlame([])).toMatchObject({ boxes: [], rows: 0 })
  })

  it('lays out what fits into a report in little time', () => {
    const many = Array.from({ length: 400 }, (_, index) => node('X', index % 40, { totalTime: 400 - index }))
    expect(leastTime(() => layoutFlame(many), 1000)).toBeLessThan(1000)
  })
})

it('keys lead through the tree', () => {
  const { boxes } = layoutFlame(tree)
  expect(flameMove('ArrowDown', 0, boxes)).toBe(1)
  expect(flameMove('ArrowRight', 1, boxes)).toBe(2)
  expect(flameMove('ArrowRight', 2, boxes)).toBeUndefined()
  expect(flameMove('ArrowLeft', 3, boxes)).toBe(1)
  expect(flameMove('ArrowLeft', 0, boxes)).toBeUndefined()
  expect(flameMove('End', 0, boxes)).toBe(4)
  expect(flameMove('x', 0, boxes)).toBeUndefined()
})

it('a box that takes the whole width leaves only what is above and below it', () => {
  const { boxes } = layoutFlame(tree)
  const [app, list, row, , foot] = boxes
  expect(placeBox(row as never, list)).toEqual({ left: 0, width: 0.5 })
  expect(placeBox(app as never, list)).toEqual({ left: 0, width: 1 })
  expect(placeBox(foot as never, list)).toBeUndefined()
})
