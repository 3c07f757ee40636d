import type { Page } from '@kymo/protocol'
import type { SpanRow } from '../store/rows.ts'
import { orderValue, type SpanFilter, type SpanOrder } from '../store/span-query.ts'
import type { ApiContext } from './context.ts'
import { formatCursor, type Parameters } from './parameters.ts'

/** One page of spans as rows of a view, each with its session. */
export async function spanPage<Row>(
  { store, reader }: ApiContext,
  filter: SpanFilter,
  parameters: Parameters,
  order: SpanOrder,
  view: (span: SpanRow, sessionId: string | null) => Row,
): Promise<Page<Row>> {
  const limit = parameters.limit(100, 500)
  const [found, total] = await Promise.all([
    store.spans({ ...filter, order, before: parameters.cursor(), limit: limit + 1 }),
    store.countSpans(filter),
  ])
  const spans = found.slice(0, limit)
  const last = spans.at(-1)
  const sessions = await reader.sessionIds(spans)
  return {
    rows: spans.map((span) => view(span, sessions.get(span.spanId) ?? null)),
    next:
      found.length > limit && last !== undefined
        ? formatCursor({ value: orderValue(order, last), spanId: last.spanId })
        : null,
    total,
  }
}
