import type { SpanId, SpanKind, TraceId } from '@kymo/protocol'
import type { ActiveCall } from './active-call.ts'
import type { ActiveSpan } from './active-span.ts'

const NO_TRACE: TraceId = { a: 0, b: 0, c: 0, d: 0 }
const NO_SPAN: SpanId = { hi: 0, lo: 0 }
const nothing = (): void => {}

/** A span that takes every call and does nothing. */
export function inertSpan(kind: SpanKind, name: string): ActiveSpan {
  return {
    kind,
    traceId: NO_TRACE,
    spanId: NO_SPAN,
    parentId: undefined,
    sampled: false,
    start: Date.now(),
    name,
    set: nothing,
    end: nothing,
  }
}

/** The same, of an outbound call. */
export function inertCall(): ActiveCall {
  return { ...inertSpan('fetch', ''), reached: false, answered: nothing, failed: nothing }
}
