import { describe, expect, test } from 'vitest'
import { type Column, renderTable } from './table.ts'

interface Row {
  route: string
  count: number
  p95: string
}

const columns: readonly Column<Row>[] = [
  { title: 'ROUTE', flexible: true, cell: (row) => row.route },
  { title: 'COUNT', align: 'right', cell: (row) => String(row.count) },
  { title: 'P95', align: 'right', cell: (row) => row.p95 },
]
const rows: Row[] = [
  { route: 'GET /', count: 7, p95: '83.1 ms' },
  { route: 'GET /product/[id]', count: 1234, p95: '1.24 s' },
]
const render = (width: number) => renderTable(columns, rows, width, (title) => title).join('\n')

describe('a table', () => {
  test('aligns its columns, numbers to the right', () => {
    expect(render(Number.POSITIVE_INFINITY)).toBe(
      [
        'ROUTE              COUNT      P95',
        'GET /                  7  83.1 ms',
        'GET /product/[id]   1234   1.24 s',
      ].join('\n'),
    )
  })

  test('shortens the flexible column first', () => {
    expect(render(28)).toBe(
      ['ROUTE         COUNT      P95', 'GET /             7  83.1 ms', 'GET /produc…   1234   1.24 s'].join(
        '\n',
      ),
    )
  })

  test('then leaves out columns from the right', () => {
    expect(render(16)).toBe(['ROUTE      COUNT', 'GET /          7', 'GET /pro…   1234'].join('\n'))
  })

  test.each([1, 5, 8, 10, 20, 40])('is never wider than %i columns', (width) => {
    for (const line of render(width).split('\n')) expect(line.length).toBeLessThanOrEqual(width)
  })

  test('without rows is its titles', () => {
    expect(renderTable(columns, [], 80, (title) => title)).toEqual(['ROUTE  COUNT  P95'])
  })
})
