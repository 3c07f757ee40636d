import type { Attributes, Event, Span, VisitType } from '@kymo/protocol'

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

export function exception(span: Span, type: string, message: string, attributes: Attributes = {}): Event {
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
      ...attributes,
    },
  }
}

/** A mistake in a page's own code, as it is told in development. */
export function mistake(span: Span, message = 'price is undefined'): Event {
  return exception(span, 'TypeError', message, {
    'exception.stacktrace': `TypeError: ${message}
    at priceOf (app/product/price.ts:12:9)
    at renderElement (node_modules/next/dist/server/render.js:100:5)
    at renderNode (node_modules/next/dist/server/render.js:200:5)
    at Page (app/product/[id]/page.tsx:40:17)`,
    'kymo.exception.mechanism': 'render',
    'code.file.path': 'app/product/price.ts',
    'code.line.number': 12,
    'code.column.number': 9,
    'code.function.name': 'priceOf',
    'kymo.code.context': ['function priceOf(product) {', '  return product.price.amount', '}'],
    'kymo.code.context.start': 11,
  })
}

/** A step of the framework. */
export function render(parent: Span, name: string, type: string, overrides: SpanOverrides = {}): Span {
  return {
    fact: 'span',
    traceId: parent.traceId,
    spanId: id(16),
    parentId: parent.spanId,
    kind: 'render',
    name,
    start: parent.start + 5,
    duration: 10,
    status: 'ok',
    ...overrides,
    attributes: { 'next.span_type': type, ...overrides.attributes },
  }
}

/** What a page's own script tells of its load, or of a change of page that no load was needed for. */
export function navigation(
  visit: string,
  type: VisitType,
  path: string,
  { attributes, ...overrides }: SpanOverrides = {},
): Span {
  return {
    fact: 'span',
    traceId: id(32),
    spanId: visit,
    kind: 'navigation',
    name: path,
    start: Date.now() - 1000,
    duration: 150,
    status: 'unset',
    ...overrides,
    attributes: {
      'kymo.visit.id': visit,
      'kymo.visit.type': type,
      'session.id': 'tab-1',
      'url.path': path,
      ...attributes,
    },
  }
}

/** A call that a page makes from the browser. */
export function clientFetch(
  visit: string,
  url: string,
  { attributes, ...overrides }: SpanOverrides = {},
): Span {
  return {
    fact: 'span',
    traceId: id(32),
    spanId: id(16),
    kind: 'fetch',
    name: 'GET',
    start: Date.now() - 500,
    duration: 60,
    status: 'unset',
    ...overrides,
    attributes: {
      'kymo.visit.id': visit,
      'session.id': 'tab-1',
      'kymo.fetch.origin': 'client-component',
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.full': url,
      ...attributes,
    },
  }
}

/** A page that a browser loads, and what its script tells of the load. */
export function load(path: string, tab = 'tab-1', start = Date.now() - 5000): { page: Span; told: Span } {
  const page = request(path, { start, attributes: { 'kymo.request.purpose': 'document' } })
  const told = navigation(page.spanId, 'load', path, {
    traceId: page.traceId,
    spanId: id(16),
    start: start - 5,
    duration: 200,
    attributes: { 'session.id': tab },
  })
  return { page, told }
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
