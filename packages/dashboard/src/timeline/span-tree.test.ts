import type { ErrorEvent, SpanView } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { FILES } from './forest.ts'
import { timelineRows as rowsOf } from './span-tree.ts'

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

const timelineRows = (spans: SpanView[], errors: ErrorEvent[], collapsed: ReadonlySet<string>) =>
  rowsOf(spans, errors, (key) => collapsed.has(key))

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

const ERROR: ErrorEvent = {
  traceId: 't',
  sessionId: null,
  spanId: 'a',
  time: 1,
  type: 'TypeError',
  message: 'no',
  stack: null,
  fingerprint: 'f',
  mechanism: null,
  runtime: null,
  source: null,
  code: null,
  escaped: false,
  report: null,
}

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

    const shown = timelineRows(spans, [], new Set())
    expect(shape(shown)).toEqual(['page', '·own', 'files', '·script', '·style', 'later'])
    expect(shown[3]?.parent).toBe(FILES)
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
    const rows = timelineRows([span('a', null, 0), span('b', null, 1)], [ERROR], new Set())
    expect(rows.map((row) => row.errors.length)).toEqual([1, 0])
  })

  it('puts what a browser asked for to show a page below its navigation', () => {
    const made = (
      id: string,
      kind: SpanView['kind'],
      startTime: number,
      attributes: SpanView['attributes'],
    ) => ({
      ...span(id, null, startTime),
      kind,
      attributes,
    })
    const rows = timelineRows(
      [
        made('load', 'navigation', 0, { 'kymo.visit.id': 'page' }),
        made('page', 'request', 1, { 'kymo.request.purpose': 'document' }),
        made('go', 'navigation', 50, { 'kymo.visit.id': 'go' }),
        made('data', 'request', 51, { 'kymo.request.purpose': 'navigation', 'kymo.visit.id': 'go' }),
        made('api', 'request', 60, { 'kymo.request.purpose': 'data', 'kymo.visit.id': 'go' }),
      ],
      [],
      new Set(),
    )
    expect(shape(rows)).toEqual(['load', '·page', 'go', '·data', 'api'])
  })

  describe("the framework's own steps", () => {
    const step = (id: string, parentId: string, startTime: number): SpanView => ({
      ...span(id, parentId, startTime),
      kind: 'render',
    })
    const spans = [
      span('page', null, 0, 100),
      step('prepare', 'page', 1),
      step('render', 'page', 5),
      step('tree', 'render', 6),
      step('layout', 'tree', 7),
      span('call', 'tree', 8),
      span('after', 'page', 60),
    ]
    const KEY = 'renders:page'

    it('are one row while folded, and hide nothing else that happened within them', () => {
      const rows = timelineRows(spans, [], new Set([KEY]))
      expect(shape(rows)).toEqual(['page', `·${KEY}`, '·call', '·after'])
      expect(rows[1]).toMatchObject({
        kind: 'renders',
        startTime: 1,
        duration: 16,
        descendants: 4,
        collapsed: true,
      })
      expect(rows[0]?.descendants).toBe(6)
    })

    it('stand below that row when it is open, with what they caused below them', () => {
      const rows = timelineRows(spans, [], new Set())
      expect(shape(rows)).toEqual([
        'page',
        `·${KEY}`,
        '··prepare',
        '··render',
        '···tree',
        '····layout',
        '····call',
        '·after',
      ])
      expect(rows[0]?.descendants).toBe(6)
    })

    it('are shown as they are where they are few', () => {
      const few = spans.filter(({ id }) => id !== 'prepare')
      expect(shape(timelineRows(few, [], new Set([KEY])))).toEqual([
        'page',
        '·render',
        '··tree',
        '···layout',
        '···call',
        '·after',
      ])
    })

    it('show what failed in them on their row while it is folded', () => {
      const failed = { ...ERROR, spanId: 'layout' }
      expect(timelineRows(spans, [failed], new Set([KEY]))[1]?.errors).toEqual([failed])
      expect(timelineRows(spans, [failed], new Set())[1]?.errors).toEqual([])
    })
  })
})
