import type { ErrorEvent, SpanView } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { FILES, rowCount, timelineRows } from './span-tree.ts'

function span(id: string, parentId: string | null, startTime: number, duration = 10): SpanView {
  return {
    id,
    traceId: 't',
    parentId,
    kind: 'internal',
    name: id,
    startTime,
    duration,
    status: 'ok',
    attributes: {},
  }
}

const shape = (rows: ReturnType<typeof timelineRows>) =>
  rows.map((row) => `${'·'.repeat(row.depth)}${row.key}`)

const file = (
  id: string,
  startTime: number,
  duration?: number,
  parentId: string | null = null,
): SpanView => ({
  ...span(id, parentId, startTime, duration),
  kind: 'request',
  attributes: { 'kymo.request.purpose': 'asset' },
})

describe('timelineRows', () => {
  it('gathers requests for files below one row, placed by the first of them and as long as all', () => {
    const spans = [
      span('page', null, 0, 30),
      span('later', null, 90),
      file('style', 40, 10),
      file('own', 5, 10, 'page'),
      file('script', 20, 60),
    ]
    const folded = timelineRows(spans, [], new Set([FILES]))
    expect(shape(folded)).toEqual(['page', '·own', 'files', 'later'])
    expect(folded[2]).toMatchObject({ startTime: 20, duration: 60, descendants: 2, collapsed: true })
    expect(rowCount(spans, false)).toBe(4)

    const shown = timelineRows(spans, [], new Set())
    expect(shape(shown)).toEqual(['page', '·own', 'files', '·script', '·style', 'later'])
    expect(shown[3]?.parent).toBe(FILES)
    expect(rowCount(spans, true)).toBe(6)
  })

  it('leaves a single file where it is', () => {
    expect(shape(timelineRows([span('page', null, 0), file('icon', 3)], [], new Set([FILES])))).toEqual([
      'page',
      'icon',
    ])
  })

  it('puts children under their parent and siblings in order of start', () => {
    const rows = timelineRows(
      [span('root', null, 0), span('late', 'root', 5), span('early', 'root', 1), span('leaf', 'early', 2)],
      [],
      new Set(),
    )
    expect(shape(rows)).toEqual(['root', '·early', '··leaf', '·late'])
    expect(rows.map((row) => row.descendants)).toEqual([3, 1, 0, 0])
    expect(rows.map((row) => [row.position, row.siblings])).toEqual([
      [1, 1],
      [1, 2],
      [1, 1],
      [2, 2],
    ])
  })

  it('says for each ancestor whether the line to its later sibling passes by', () => {
    const rows = timelineRows(
      [
        span('root', null, 0),
        span('a', 'root', 1),
        span('b', 'a', 2),
        span('c', 'root', 3),
        span('d', 'c', 4),
      ],
      [],
      new Set(),
    )
    expect(rows.map((row) => [row.key, row.rails])).toEqual([
      ['root', []],
      ['a', []],
      ['b', [true]],
      ['c', []],
      ['d', [false]],
    ])
  })

  it('keeps the line of the first level beside spans that are deeper than can be drawn', () => {
    const deep = Array.from({ length: 20 }, (_, level) =>
      span(`d${level}`, level === 0 ? 'root' : `d${level - 1}`, 1 + level),
    )
    const rows = timelineRows([span('root', null, 0), ...deep, span('last', 'root', 50)], [], new Set())
    expect(rows.at(-2)?.key).toBe('d19')
    expect(rows.at(-2)?.rails[0]).toBe(true)
    expect(rows.at(-2)?.rails.length).toBeLessThan(12)
  })

  it('hides what is below a collapsed span but still counts it', () => {
    const rows = timelineRows(
      [span('root', null, 0), span('a', 'root', 1), span('b', 'a', 2), span('c', 'root', 3)],
      [],
      new Set(['a']),
    )
    expect(shape(rows)).toEqual(['root', '·a', '·c'])
    expect(rows[1]).toMatchObject({ collapsed: true, descendants: 1 })
  })

  it('takes a span whose parent is elsewhere as a root', () => {
    expect(shape(timelineRows([span('b', 'elsewhere', 5), span('a', null, 0)], [], new Set()))).toEqual([
      'a',
      'b',
    ])
  })

  it('loses no span to circles or repeated ids, and ends', () => {
    const rows = timelineRows(
      [span('a', 'b', 0), span('b', 'a', 1), span('self', 'self', 2), span('self', null, 3)],
      [],
      new Set(),
    )
    expect(new Set(rows.map((row) => row.key))).toEqual(new Set(['a', 'b', 'self']))
  })

  it('is not limited in depth', () => {
    const chain = Array.from({ length: 5000 }, (_, index) =>
      span(`s${index}`, index === 0 ? null : `s${index - 1}`, index),
    )
    expect(timelineRows(chain, [], new Set()).at(-1)?.depth).toBe(4999)
  })

  it('gives each span its errors', () => {
    const error: ErrorEvent = {
      traceId: 't',
      sessionId: null,
      spanId: 'a',
      time: 1,
      type: 'TypeError',
      message: 'no',
      stack: null,
      escaped: false,
    }
    const rows = timelineRows([span('a', null, 0), span('b', null, 1)], [error], new Set())
    expect(rows.map((row) => (row.kind === 'span' ? row.errors.length : 0))).toEqual([1, 0])
  })
})
