import { describe, expect, it } from 'vitest'
import { leastTime } from '../../../../../tests/support/least-time.ts'
import { type GraphNode, layersOf, layoutGraph, NODE_HEIGHT, NODE_WIDTH } from './graph-layout.ts'

const node = (id: number, ...dependsOn: number[]): GraphNode => ({ id, dependsOn })
const at = (nodes: ReturnType<typeof layoutGraph>['nodes'], id: number) =>
  nodes.find((placed) => placed.id === id) as { x: number; y: number }

const overlaps = (nodes: ReturnType<typeof layoutGraph>['nodes']) =>
  nodes.some((a, index) =>
    nodes.slice(index + 1).some((b) => Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < NODE_HEIGHT),
  )

describe('the picture of a graph', () => {
  it('stands each signal right of all that it depends on', () => {
    const { nodes, edges } = layoutGraph([node(3, 1, 2), node(2, 1), node(1), node(4, 3)])
    expect([1, 2, 3, 4].map((id) => at(nodes, id).x)).toEqual([0, 204, 408, 612])
    expect(edges).toHaveLength(4)
    expect(overlaps(nodes)).toBe(false)
  })

  it('bears cycles, dependence on oneself, and on what is not there', () => {
    const { nodes, edges } = layoutGraph([node(1, 3), node(2, 1), node(3, 2, 3, 99)])
    expect(nodes).toHaveLength(3)
    expect(edges).toHaveLength(3)
    expect(overlaps(nodes)).toBe(false)
  })

  it('keeps groups apart that have nothing to do with each other', () => {
    const { nodes, width, height } = layoutGraph([node(1), node(2, 1), node(3), node(4, 3), node(5), node(6)])
    expect(overlaps(nodes)).toBe(false)
    for (const { x, y } of nodes) {
      expect(x + NODE_WIDTH).toBeLessThanOrEqual(width)
      expect(y + NODE_HEIGHT).toBeLessThanOrEqual(height)
    }
  })

  it('orders layers so that lines needn’t cross', () => {
    const { nodes } = layoutGraph([node(1), node(2), node(3), node(6, 1), node(5, 2), node(4, 3)])
    const sources = [1, 2, 3].map((id) => at(nodes, id).y)
    const targets = [6, 5, 4].map((id) => at(nodes, id).y)
    expect(targets).toEqual(sources)
  })

  it('lays out three hundred, and a chain of two thousand, in little time', () => {
    const many = Array.from({ length: 300 }, (_, id) =>
      node(id, ...(id < 100 ? [] : [id % 97, (id * 7) % id, (id * 31) % id])),
    )
    const chain = Array.from({ length: 2000 }, (_, id) => node(id, ...(id === 0 ? [] : [id - 1])))
    const layOut = () => {
      layoutGraph(many)
      layoutGraph(chain)
    }
    expect(leastTime(layOut, 2000)).toBeLessThan(2000)
    expect(layoutGraph(chain).nodes).toHaveLength(2000)
    expect(overlaps(layoutGraph(many).nodes)).toBe(false)
  })

  it('is empty without signals', () => {
    expect(layoutGraph([])).toEqual({ nodes: [], edges: [], width: 0, height: 0 })
  })
})

it('layers follow the longest way', () => {
  const dependsOn = new Map([
    [1, []],
    [2, [1]],
    [3, [1, 2]],
  ])
  expect([...layersOf([3, 2, 1], dependsOn)].sort()).toEqual([
    [1, 0],
    [2, 1],
    [3, 2],
  ])
})
