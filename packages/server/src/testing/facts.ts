import { randomBytes } from 'node:crypto'
import type {
  Attributes,
  Batch,
  Event,
  Fact,
  Point,
  RequestPurpose,
  Resource,
  Span,
  SpanKind,
} from '@kymo/protocol'

/** A time at which tests happen. */
export const T = Date.UTC(2026, 10, 20, 12)

export function newTraceId(): string {
  return randomBytes(16).toString('hex')
}

export function newSpanId(): string {
  return randomBytes(8).toString('hex')
}

type SpanOptions = Partial<Omit<Span, 'fact' | 'kind' | 'attributes'>> & { readonly attributes?: Attributes }

export function span(kind: SpanKind, options: SpanOptions = {}): Span {
  return {
    fact: 'span',
    kind,
    name: kind,
    traceId: options.traceId ?? newTraceId(),
    spanId: newSpanId(),
    start: T,
    duration: 10,
    status: 'ok',
    attributes: {},
    ...options,
  }
}

export interface RequestOptions extends SpanOptions {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly route?: string
  readonly statusCode?: number
  readonly purpose?: RequestPurpose
  /** The path and query of the page that it comes from. */
  readonly from?: string
  /** Who asks; `null` for no browser. Default: one browser. */
  readonly client?: string | null
  readonly htmlId?: string
  readonly visitId?: string
}

export function request(options: RequestOptions = {}): Span {
  const { method = 'GET', path = '/', query, route, statusCode = 200, purpose = 'data', from } = options
  const { client = 'Firefox', htmlId, visitId, attributes, ...rest } = options
  return span('request', {
    name: `${method} ${route ?? ''}`.trim(),
    status: statusCode >= 500 ? 'error' : 'ok',
    ...spanOptions(rest),
    attributes: {
      'http.request.method': method,
      'url.path': path,
      'http.response.status_code': statusCode,
      'kymo.request.purpose': purpose,
      ...(query === undefined ? {} : { 'url.query': query }),
      ...(route === undefined ? {} : { 'http.route': route }),
      ...(from === undefined ? {} : { 'kymo.request.referer': `http://localhost:3000${from}` }),
      ...(client === null ? {} : { 'client.address': '127.0.0.1', 'user_agent.original': client }),
      ...(htmlId === undefined ? {} : { 'next.html_request_id': htmlId }),
      ...(visitId === undefined ? {} : { 'kymo.visit.id': visitId }),
      ...attributes,
    },
  })
}

export function page(path: string, options: RequestOptions = {}): Span {
  return request({ path, purpose: 'document', ...options })
}

export interface FetchOptions extends SpanOptions {
  readonly method?: string
  readonly url?: string
  /** `null`: there was no answer. */
  readonly statusCode?: number | null
  readonly cache?: string
}

export function fetchSpan(parent: Span | undefined, options: FetchOptions = {}): Span {
  const {
    method = 'GET',
    url = 'http://api.test/things',
    statusCode = 200,
    cache,
    attributes,
    ...rest
  } = options
  return span('fetch', {
    name: method,
    ...below(parent),
    ...spanOptions(rest),
    attributes: {
      'http.request.method': method,
      'url.full': url,
      ...(statusCode === null ? {} : { 'http.response.status_code': statusCode }),
      ...(cache === undefined ? {} : { 'kymo.cache.status': cache }),
      ...attributes,
    },
  })
}

export function action(parent: Span | undefined, name: string, options: SpanOptions = {}): Span {
  const { attributes, ...rest } = options
  return span('action', {
    name,
    ...below(parent),
    ...rest,
    attributes: { 'code.function.name': name, 'code.file.path': 'app/actions.ts', ...attributes },
  })
}

export function exception(of: Span | undefined, message: string, options: Partial<Event> = {}): Event {
  return {
    fact: 'event',
    name: 'exception',
    time: (of?.start ?? T) + 1,
    ...(of === undefined ? {} : { traceId: of.traceId, spanId: of.spanId }),
    ...options,
    attributes: { 'exception.type': 'Error', 'exception.message': message, ...options.attributes },
  }
}

export function point(name: string, value: number, time: number = T): Point {
  return { fact: 'point', name, value, time, attributes: {} }
}

let instances = 0

export function resource(app = 'shop', instance = `instance-${++instances}`): Resource {
  return { 'service.name': app, 'service.instance.id': instance, 'process.pid': 42 }
}

export function batch(facts: readonly Fact[], of: Resource = resource(), sequence = 1, dropped = 0): Batch {
  return { header: { resource: of, sequence, dropped }, facts, skipped: 0 }
}

function below(parent: Span | undefined): SpanOptions {
  return parent === undefined
    ? {}
    : { traceId: parent.traceId, parentId: parent.spanId, start: parent.start + 1 }
}

const SPAN_FIELDS = ['traceId', 'spanId', 'parentId', 'name', 'start', 'duration', 'status'] as const

/** What of a factory's options is a field of every span. */
function spanOptions(options: SpanOptions): SpanOptions {
  return Object.fromEntries(
    SPAN_FIELDS.filter((field) => options[field] !== undefined).map((field) => [field, options[field]]),
  )
}
