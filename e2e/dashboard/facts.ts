import type { Attributes, Event, Span } from '@kymo/protocol'

let ids = 0

/** Hex digits that no other fact of the run has. */
export function id(digits: 16 | 32): string {
  ids++
  return ids.toString(16).padStart(digits, '0').replace(/^0/, 'a')
}

type SpanOverrides = Partial<Omit<Span, 'fact' | 'attributes'>> & { readonly attributes?: Attributes }

/** A request of a page by a browser. */
export function request(path: string, { attributes, ...overrides }: SpanOverrides = {}): Span {
  return {
    fact: 'span',
    traceId: id(32),
    spanId: id(16),
    kind: 'request',
    name: `GET ${path}`,
    start: Date.now() - 1000,
    duration: 120,
    status: 'ok',
    ...overrides,
    attributes: {
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.path': path,
      'http.route': path,
      'kymo.request.purpose': 'data',
      'kymo.ttfb': 80,
      ...attributes,
    },
  }
}

/** A call that a span makes. */
export function outbound(parent: Span, url: string, { attributes, ...overrides }: SpanOverrides = {}): Span {
  return {
    fact: 'span',
    traceId: parent.traceId,
    spanId: id(16),
    parentId: parent.spanId,
    kind: 'fetch',
    name: 'GET',
    start: parent.start + 10,
    duration: 40,
    status: 'ok',
    ...overrides,
    attributes: {
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.full': url,
      'server.address': new URL(url).hostname,
      'kymo.ttfb': 30,
      'kymo.cache.status': 'miss',
      ...attributes,
    },
  }
}

export function action(parent: Span, name: string, overrides: SpanOverrides = {}): Span {
  return {
    fact: 'span',
    traceId: parent.traceId,
    spanId: id(16),
    parentId: parent.spanId,
    kind: 'action',
    name,
    start: parent.start + 5,
    duration: 60,
    status: 'ok',
    ...overrides,
    attributes: { 'code.file.path': 'app/actions.ts', ...overrides.attributes },
  }
}

export function exception(span: Span, type: string, message: string): Event {
  return {
    fact: 'event',
    name: 'exception',
    time: span.start + span.duration / 2,
    traceId: span.traceId,
    spanId: span.spanId,
    attributes: {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': `${type}: ${message}\n    at page (app/page.tsx:1:1)`,
    },
  }
}

/** A page view with some of everything. */
export function visit(): Span[] {
  const page = request('/product/17', {
    attributes: { 'http.route': '/product/[id]', 'kymo.request.purpose': 'document' },
  })
  return [
    page,
    outbound(page, 'http://upstream.test:4010/products/17', { start: page.start + 10 }),
    outbound(page, 'https://pay.test/v1/intents', {
      start: page.start + 30,
      attributes: { 'http.request.method': 'POST', 'http.response.status_code': 503 },
      status: 'error',
    }),
    action(page, 'addToCart', { start: page.start + 20 }),
  ]
}
