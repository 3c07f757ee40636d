import type { SpanView } from '@kymo/protocol'
import { expect, it } from 'vitest'
import { hiddenSpans, hideText, parseHide } from './hidden-spans.ts'

function span(id: string, parentId: string | null, kind: SpanView['kind'], purpose?: string): SpanView {
  return {
    id,
    traceId: 't',
    parentId,
    kind,
    name: id,
    startTime: 0,
    duration: 1,
    status: 'ok',
    attributes: purpose === undefined ? {} : { 'kymo.request.purpose': purpose },
  }
}

const SPANS = [
  span('page', null, 'request', 'document'),
  span('own', 'page', 'fetch'),
  span('refresh', null, 'request', 'hmr'),
  span('render', 'refresh', 'render'),
  span('again', 'render', 'fetch'),
  span('ahead', null, 'request', 'prefetch'),
  span('early', 'ahead', 'fetch'),
]

it('hides a request with all that it caused, and counts what there is to hide', () => {
  expect(hiddenSpans(SPANS, ['hmr'])).toEqual({
    ids: new Set(['refresh', 'render', 'again']),
    requests: { hmr: 1, prefetch: 1 },
    fetches: 1,
    actions: 0,
  })
  expect(hiddenSpans(SPANS, ['hmr', 'prefetch']).fetches).toBe(2)
  expect(hiddenSpans(SPANS, []).ids.size).toBe(0)
})

it('reads back from the address what was written to it, and nothing else', () => {
  expect(parseHide(hideText(['prefetch', 'hmr']))).toEqual(['hmr', 'prefetch'])
  expect(hideText([])).toBeUndefined()
  expect(parseHide('none')).toEqual([])
  for (const text of ['', 'document', 'hmr,document', undefined, 7]) expect(parseHide(text)).toBeUndefined()
})
