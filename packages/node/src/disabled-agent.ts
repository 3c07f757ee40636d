import type { SpanId, SpanKind, TraceId } from '@kymo/protocol'
import type { Agent } from './agent.ts'
import type { ActiveSpan } from './spans/active-span.ts'

const NO_TRACE: TraceId = { a: 0, b: 0, c: 0, d: 0 }
const NO_SPAN: SpanId = { hi: 0, lo: 0 }
const nothing = (): void => {}
const nothingLater = (): Promise<void> => Promise.resolve()

function inertSpan(kind: SpanKind, name: string): ActiveSpan {
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

/** Takes every call and does nothing. */
export const DISABLED_AGENT: Agent = {
  enabled: false,
  startSpan: inertSpan,
  currentSpan: () => undefined,
  runInSpan: (_span, fn) => fn(),
  requestSpan: () => undefined,
  onRequestStart: () => nothing,
  onRequestEnd: () => nothing,
  exception: nothing,
  flush: nothingLater,
  stop: nothingLater,
  stats: { facts: 0, sent: 0, dropped: 0, pending: 0, hookErrors: 0 },
}
