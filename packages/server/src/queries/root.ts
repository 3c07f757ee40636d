import { type RequestPurpose, SPAN_KINDS, type SpanKind, VISIT_TYPES, type VisitType } from '@kymo/protocol'
import type { SpanRow } from '../store/rows.ts'
import { isVisitId } from '../store/visit-id.ts'
import { oneOf, textOf } from './attributes.ts'

/**
 * What sessions are made of: a request that no other request caused, or what a page did, as far as it says of which
 * visit that is part.
 */
export interface Root {
  readonly id: string
  readonly traceId: string
  readonly parentId: string | null
  readonly seq: number
  readonly app: string
  readonly kind: SpanKind
  /** Of requests only. */
  readonly purpose: RequestPurpose | null
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly route: string | null
  readonly statusCode: number | null
  readonly start: number
  readonly duration: number
  readonly page: string | null
  readonly visitKey: string | null
  readonly htmlId: string | null
  /** The visit that a browser says it is part of. */
  readonly visitId: string | null
}

/** What a `navigation` span says of its visit. */
export interface VisitOrigin {
  readonly type: VisitType
  readonly tab: string | null
}

/**
 * Whether a span may be the root of others: see `Root`. A measure is none: there may be thousands in a visit, with nothing
 * below them; they are found by their visit where they are shown.
 */
export function mayBeRoot(span: Pick<SpanRow, 'kind' | 'visitId'>): boolean {
  return span.kind === 'request' || (span.kind !== 'measure' && visitIdOf(span) !== null)
}

/** What roots are of. */
export const ROOT_KINDS: readonly SpanKind[] = SPAN_KINDS.filter((kind) => kind !== 'measure')

export function visitIdOf({ visitId }: Pick<SpanRow, 'visitId'>): string | null {
  return visitId !== null && isVisitId(visitId) ? visitId : null
}

export function rootOf(span: SpanRow): Root {
  const isRequest = span.kind === 'request'
  return {
    id: span.spanId,
    traceId: span.traceId,
    parentId: span.parentId,
    seq: span.seq,
    app: span.app,
    kind: span.kind,
    purpose: isRequest ? (span.purpose ?? 'data') : null,
    method: span.method ?? (span.kind === 'navigation' ? 'GET' : ''),
    url: (span.kind === 'fetch' ? pathOf(span.url) : span.url) ?? '/',
    route: span.derived ? null : span.route,
    statusCode: span.statusCode,
    start: span.start,
    duration: span.duration,
    page: span.page,
    visitKey: span.visitKey,
    htmlId: span.htmlId,
    visitId: visitIdOf(span),
  }
}

function pathOf(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null
  const { pathname, search } = new URL(url)
  return pathname + search
}

export function visitOrigin(span: SpanRow): VisitOrigin | null {
  const type = span.kind === 'navigation' ? oneOf(span.attributes, 'kymo.visit.type', VISIT_TYPES) : null
  return type === null ? null : { type, tab: textOf(span.attributes, 'session.id') }
}
