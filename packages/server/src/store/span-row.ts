import {
  type Attributes,
  type CacheStatus,
  REQUEST_PURPOSES,
  type RequestPurpose,
  type RoutePatterns,
  type Span,
} from '@kymo/protocol'
import { pageKey, pageKeyOfReferer } from './page-key.ts'
import { visitKey } from './visit-key.ts'

export const CACHE_STATUSES = [
  'unknown',
  'hit',
  'stale',
  'miss',
  'skip',
  'hmr',
] as const satisfies readonly CacheStatus[]

/** What a store filters, sorts and aggregates by, computed once when a span comes in. */
export interface SpanColumns {
  method: string | null
  statusCode: number | null
  route: string | null
  derived: boolean
  /** Of requests as they came. */
  path: string | null
  query: string | null
  url: string | null
  host: string | null
  purpose: RequestPurpose | null
  cache: CacheStatus | null
  /** Of requests as they came. */
  clientAddress: string | null
  userAgent: string | null
  page: string | null
  visitKey: string | null
  htmlId: string | null
  visitId: string | null
}

const PURPOSES: ReadonlySet<unknown> = new Set(REQUEST_PURPOSES)
const CACHES: ReadonlySet<unknown> = new Set(CACHE_STATUSES)

export function spanColumns(span: Span, app: string, routes: RoutePatterns): SpanColumns {
  const { attributes } = span
  const columns: SpanColumns = {
    method: null,
    statusCode: null,
    route: null,
    derived: false,
    path: null,
    query: null,
    url: null,
    host: null,
    purpose: null,
    cache: null,
    clientAddress: null,
    userAgent: null,
    page: null,
    visitKey: null,
    htmlId: null,
    visitId: null,
  }
  columns.visitId = text(attributes, 'kymo.visit.id')
  if (span.kind === 'navigation') columns.url = navigationUrl(attributes)
  if (span.kind !== 'request' && span.kind !== 'fetch') return columns
  columns.method = text(attributes, 'http.request.method')
  columns.statusCode = code(attributes['http.response.status_code'])
  if (span.kind === 'request') fillRequest(columns, attributes, app, routes)
  else fillFetch(columns, attributes)
  return columns
}

function fillRequest(columns: SpanColumns, attributes: Attributes, app: string, routes: RoutePatterns): void {
  columns.path = text(attributes, 'url.path')
  columns.query = text(attributes, 'url.query')
  const path = columns.path ?? '/'
  const query = columns.query ?? ''
  const purpose = attributes['kymo.request.purpose']
  columns.purpose = PURPOSES.has(purpose) ? (purpose as RequestPurpose) : 'data'
  columns.url = requestUrl(columns.path, columns.query)
  columns.host = hostOfServer(attributes)
  columns.clientAddress = text(attributes, 'client.address')
  columns.userAgent = text(attributes, 'user_agent.original')
  columns.htmlId = text(attributes, 'next.html_request_id')
  columns.route = text(attributes, 'http.route')
  if (columns.route === null) {
    columns.derived = true
    columns.route = routes.derive(app, path, columns.purpose, columns.statusCode)
  }
  if (columns.purpose === 'document' || columns.purpose === 'navigation') {
    columns.page = pageKey(path, query)
  } else {
    const referer = text(attributes, 'kymo.request.referer')
    columns.page = referer === null ? null : pageKeyOfReferer(referer)
  }
  if (columns.page !== null && columns.clientAddress !== null) {
    columns.visitKey = visitKey(columns.page, columns.clientAddress, columns.userAgent)
  }
}

export function requestUrl(path: string | null, query: string | null): string {
  return query === null || query === '' ? (path ?? '/') : `${path ?? '/'}?${query}`
}

function navigationUrl(attributes: Attributes): string | null {
  const path = text(attributes, 'url.path')
  return path === null ? null : requestUrl(path, text(attributes, 'url.query'))
}

function fillFetch(columns: SpanColumns, attributes: Attributes): void {
  const cache = attributes['kymo.cache.status']
  columns.cache = CACHES.has(cache) ? (cache as CacheStatus) : 'unknown'
  columns.url = text(attributes, 'url.full')
  columns.host = (columns.url === null ? null : hostOfUrl(columns.url)) ?? hostOfServer(attributes)
}

function hostOfServer(attributes: Attributes): string | null {
  const address = text(attributes, 'server.address')
  if (address === null) return null
  const port = attributes['server.port']
  return (typeof port === 'number' ? `${address}:${port}` : address).toLowerCase()
}

const SLASH = 47
const QUESTION_MARK = 63
const HASH = 35

/** The authority of an absolute URL without its userinfo. */
function hostOfUrl(url: string): string | null {
  const scheme = url.indexOf('://')
  if (scheme === -1) return null
  let end = scheme + 3
  for (; end < url.length; end++) {
    const unit = url.charCodeAt(end)
    if (unit === SLASH || unit === QUESTION_MARK || unit === HASH) break
  }
  const authority = url.slice(scheme + 3, end)
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase()
  return host === '' ? null : host
}

function text(attributes: Attributes, name: string): string | null {
  const value = attributes[name]
  return typeof value === 'string' ? value : null
}

function code(value: unknown): number | null {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 999
    ? (value as number)
    : null
}
