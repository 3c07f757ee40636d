import type { SpanView, TraceDetail } from '@kymo/protocol'
import type { EventRow, SpanRow } from '../store/rows.ts'
import { errorsOfTrace } from './errors.ts'
import { timelineOrder } from './trace-tree.ts'

export function spanView(span: SpanRow): SpanView {
  return {
    id: span.spanId,
    traceId: span.traceId,
    parentId: span.parentId,
    kind: span.kind,
    name: span.name,
    startTime: span.start,
    duration: span.duration,
    status: span.status,
    attributes: span.attributes,
  }
}

export function traceDetail(
  traceId: string,
  sessionId: string | null,
  spans: readonly SpanRow[],
  exceptions: readonly EventRow[],
): TraceDetail {
  return {
    traceId,
    sessionId,
    spans: timelineOrder(spans).map(spanView),
    errors: errorsOfTrace(spans, exceptions, () => sessionId),
  }
}
