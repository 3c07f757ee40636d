import { redactUrl, spanIdToHex, traceIdToHex } from '@kymo/protocol'
import type { TraceOf } from './ended-request.ts'

/** UTF-16 units. */
const LONGEST_URL = 2048

/** Path and query, redacted, as slow entries and errors tell of them. */
export function shownUrl(url: string): string {
  return redactUrl(url).slice(0, LONGEST_URL)
}

/** Where to find it among the facts. */
export function traceFields(trace: TraceOf | undefined): { trace_id?: string; span_id?: string } {
  return trace === undefined
    ? {}
    : { trace_id: traceIdToHex(trace.traceId), span_id: spanIdToHex(trace.spanId) }
}
