import { parseCommitReport, REPORT_LIMIT } from '@kymo/protocol'
import { expect, test } from 'vitest'
import { CommitTree } from './commit-tree.ts'

const NONE = { causes: [], keys: [] }

test('of too many nodes the slowest stay, in order of the tree, and what is left out is counted', () => {
  const tree = new CommitTree()
  tree.add({ name: 'App', depth: 0, kind: 'still', totalTime: 100_000 }, NONE)
  for (let row = 0; row < 20_000; row++) {
    tree.add({ name: `Row${row}`, depth: 1, kind: 'update', totalTime: row % 100 }, NONE)
  }
  const report = tree.report('react', 100_000)
  expect(parseCommitReport(JSON.stringify(report)).problem).toBeUndefined()
  expect(JSON.stringify(report).length).toBeLessThanOrEqual(REPORT_LIMIT)
  const [app, ...rows] = report.nodes
  expect(app?.name).toBe('App')
  expect(rows.length).toBeGreaterThan(100)
  expect(Math.min(...rows.map(({ totalTime = 0 }) => totalTime))).toBeGreaterThan(94)
  expect(rows.map(({ name }) => Number(name.slice(3)))).toEqual(
    rows.map(({ name }) => Number(name.slice(3))).sort((a, b) => a - b),
  )
  expect(rows.length + report.leftOut).toBe(20_000)
})

test('long names and keys fit, whatever they are', () => {
  const tree = new CommitTree()
  for (let row = 0; row < 400; row++) {
    const keys = Array.from({ length: 20 }, (_, key) => ({
      cause: 'props' as const,
      key: `${key}`.repeat(500),
    }))
    tree.add({ name: 'n'.repeat(200), depth: row, kind: 'update' }, { causes: ['props'], keys })
  }
  const report = tree.report('react', 0)
  expect(parseCommitReport(JSON.stringify(report)).problem).toBeUndefined()
  expect(report.nodes[0]?.depth).toBe(0)
  expect(report.nodes.length + report.leftOut).toBe(400)
})
