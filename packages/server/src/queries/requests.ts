import type { RequestEvent } from '@kymo/protocol'
import type { SpanRow } from '../store/rows.ts'
import { numberOf } from './attributes.ts'
import { errorOfSpan } from './errors.ts'
import { runtimeOf } from './runtime-of.ts'

export function requestEvent(span: SpanRow, sessionId: string): RequestEvent {
  return {
    id: span.spanId,
    traceId: span.traceId,
    sessionId,
    purpose: span.purpose ?? 'data',
    method: span.method ?? '',
    url: span.url ?? '/',
    route: span.derived ? null : span.route,
    statusCode: span.statusCode,
    startTime: span.start,
    duration: span.duration,
    timeToFirstByte: numberOf(span.attributes, 'kymo.ttfb'),
    responseSize: numberOf(span.attributes, 'http.response.body.size'),
    aborted: span.attributes['kymo.aborted'] === true,
    runtime: runtimeOf(span),
    error: errorOfSpan(span),
  }
}
