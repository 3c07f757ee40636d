import type { Attributes, FetchEvent, FetchOrigin } from '@kymo/protocol'
import type { SpanRow } from '../store/rows.ts'
import { numberOf, oneOf, textOf } from './attributes.ts'
import { errorOfSpan, isGivenUp } from './errors.ts'
import { runtimeOf } from './runtime-of.ts'
import { sourceOf } from './source.ts'

export const FETCH_ORIGINS = [
  'server-component',
  'route-handler',
  'server-action',
  'proxy',
  'edge',
  'client-component',
  'pages',
  'server',
  'unknown',
] as const satisfies readonly FetchOrigin[]

export function fetchEvent(span: SpanRow, sessionId: string | null): FetchEvent {
  const { attributes } = span
  const tags = attributes['kymo.cache.tags']
  return {
    id: span.spanId,
    traceId: span.traceId,
    sessionId,
    parentId: span.parentId,
    method: span.method ?? '',
    url: span.url ?? '',
    host: span.host ?? '',
    statusCode: span.statusCode,
    startTime: span.start,
    duration: span.duration,
    cache: {
      status: span.cache ?? 'unknown',
      reason: textOf(attributes, 'kymo.cache.reason'),
      mode: textOf(attributes, 'kymo.cache.mode'),
      tags: Array.isArray(tags) ? tags : [],
      revalidate: revalidateOf(attributes),
    },
    runtime: runtimeOf(span),
    origin: oneOf(attributes, 'kymo.fetch.origin', FETCH_ORIGINS) ?? 'unknown',
    source: sourceOf(attributes),
    requestSize: numberOf(attributes, 'http.request.body.size'),
    responseSize: numberOf(attributes, 'http.response.body.size'),
    aborted: isGivenUp(span),
    error: errorOfSpan(span),
  }
}

function revalidateOf(attributes: Attributes): number | false | null {
  const value = attributes['kymo.cache.revalidate']
  return typeof value === 'number' || value === false ? value : null
}
