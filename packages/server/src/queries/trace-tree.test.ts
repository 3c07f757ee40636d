import type { Span } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { fetchSpan, page, request, span, T } from '../testing/facts.ts'
import { rowsOf } from '../testing/rows.ts'
import { rootSpans, timelineOrder } from './trace-tree.ts'

const rootIds = (...spans: Span[]) => {
  const roots = rootSpans(rowsOf(spans))
  return spans.map((one) => roots.get(one.spanId)?.spanId ?? null)
}

describe('the root request of a span', () => {
  it('is the topmost request above it', () => {
    const outer = page('/')
    const call = fetchSpan(outer)
    const inner = request({ traceId: outer.traceId, parentId: call.spanId })
    const innerCall = fetchSpan(inner)
    const { spanId } = outer
    expect(rootIds(innerCall, inner, call, outer)).toEqual([spanId, spanId, spanId, spanId])
  })

  it('is the request below a fetch that no request made', () => {
    const call = fetchSpan(undefined)
    const inner = request({ traceId: call.traceId, parentId: call.spanId })
    expect(rootIds(inner, call)).toEqual([inner.spanId, inner.spanId])
  })

  it('is a request whose parent is in another process', () => {
    const home = page('/', { parentId: 'f'.repeat(16) })
    expect(rootIds(home, fetchSpan(home))).toEqual([home.spanId, home.spanId])
  })

  it('is the first of the trace for a span whose parent is missing', () => {
    const first = page('/')
    const second = page('/', { traceId: first.traceId, start: T + 5 })
    const orphan = fetchSpan({ ...second, spanId: 'f'.repeat(16) })
    expect(rootIds(orphan, second, first, fetchSpan(second)).slice(0, 3)).toEqual([
      first.spanId,
      second.spanId,
      first.spanId,
    ])
  })

  it('is none in a trace without requests', () => {
    expect(rootIds(fetchSpan(undefined))).toEqual([null])
  })
})

describe('the order of a timeline', () => {
  it('has parents before children and siblings by their start', () => {
    const home = page('/')
    const late = span('render', { name: 'late', traceId: home.traceId, parentId: home.spanId, start: T + 5 })
    const early = span('render', {
      name: 'early',
      traceId: home.traceId,
      parentId: home.spanId,
      start: T + 1,
    })
    const below = fetchSpan(late, { start: T + 2 })
    const ordered = timelineOrder(rowsOf([below, late, early, home]))
    expect(ordered.map((row) => row.name)).toEqual(['GET', 'early', 'late', 'GET'])
  })

  it('has every span once, whatever the ids say', () => {
    const id = (digit: string) => digit.repeat(16)
    const of = (spanId: string, parentId: string) =>
      span('internal', { traceId: 'a'.repeat(32), spanId: id(spanId), parentId: id(parentId) })
    const spans = [of('1', '2'), of('2', '1'), of('3', '3'), of('4', '9'), of('4', '9'), of('5', '4')]
    expect(timelineOrder(rowsOf(spans))).toHaveLength(spans.length)
  })

  it('takes a deep chain', () => {
    const spans: Span[] = []
    for (let i = 0; i < 20_000; i++) {
      const parent = spans.at(-1)
      spans.push(
        span('internal', parent === undefined ? {} : { traceId: parent.traceId, parentId: parent.spanId }),
      )
    }
    expect(timelineOrder(rowsOf(spans.toReversed())).map((row) => row.spanId)).toEqual(
      spans.map((one) => one.spanId),
    )
    expect(rootSpans(rowsOf(spans)).size).toBe(20_000)
  })
})
