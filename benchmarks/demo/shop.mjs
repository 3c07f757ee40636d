import { randomBytes } from 'node:crypto'

const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
]
const PAGES = [
  { route: '/', path: () => '/', fetches: 2, weight: 4 },
  { route: '/product/[id]', path: () => `/product/${1 + between(0, 40)}`, fetches: 3, weight: 6 },
  { route: '/search', path: () => `/search?q=${pick(['lamp', 'chair', 'rug'])}`, fetches: 2, weight: 3 },
  { route: '/cart', path: () => '/cart', fetches: 1, weight: 2, action: true },
  { route: '/slow', path: () => '/slow', fetches: 1, weight: 1, slow: true },
  { route: '/broken', path: () => '/broken', fetches: 1, weight: 1, broken: true },
]
const CACHES = [
  ['hit', 'revalidate: 60', 'force-cache'],
  ['miss', 'expired', 'default'],
  ['skip', 'cache: no-store', 'no-store'],
  ['stale', 'revalidating', 'default'],
]

/** The facts of one visit of one page, in the order in which an agent would tell them. */
export function visit(start) {
  const page = pick(PAGES.flatMap((one) => Array(one.weight).fill(one)))
  const path = page.path()
  const client = { 'client.address': '127.0.0.1', 'user_agent.original': pick(AGENTS) }
  const navigation = Math.random() < 0.4
  const facts = []
  const document = request(start, (page.slow ? 1400 : 60) + Math.random() * 120, client, {
    path,
    route: page.route,
    purpose: navigation ? 'navigation' : 'document',
    status: page.broken ? 500 : 200,
  })
  let at = start + 4
  for (let i = 0; i < page.fetches; i++) {
    const call = fetchSpan(document, at, page.slow ? 1300 : 8 + Math.random() * 60, 'server-component')
    facts.push(call)
    at += Math.random() * 12
  }
  facts.push(render(document, start + 10, document.duration - 20))
  if (page.broken) facts.push(exception(document, start + 30))
  facts.push(document)

  const referer = `http://localhost:3000${path}`
  let later = start + document.duration + 200
  for (let i = between(0, 3); i > 0; i--) {
    const api = request(later, 10 + Math.random() * 50, client, {
      path: `/api/stock/${between(1, 40)}`,
      route: Math.random() < 0.7 ? '/api/stock/[id]' : undefined,
      purpose: pick(['data', 'prefetch', 'data']),
      status: Math.random() < 0.1 ? 404 : 200,
      referer,
    })
    facts.push(fetchSpan(api, later + 2, 6 + Math.random() * 20, 'route-handler'), api)
    later += 100 + Math.random() * 300
  }
  if (page.action) {
    const fails = Math.random() < 0.25
    const post = request(later, 90, client, {
      method: 'POST',
      path,
      route: page.route,
      purpose: 'action',
      status: fails ? 500 : 200,
      referer,
    })
    const action = span('action', 'addToCart', post, later + 3, 80, fails ? 'error' : 'ok', {
      'code.function.name': 'addToCart',
      'code.file.path': 'app/cart/actions.ts',
    })
    facts.push(fetchSpan(action, later + 5, 60, 'server-action'), action)
    if (fails) facts.push(exception(action, later + 70))
    facts.push(post)
  }
  return facts
}

function request(start, duration, client, { method = 'GET', path, route, purpose, status, referer }) {
  const question = path.indexOf('?')
  return {
    ...span(
      'request',
      `${method} ${route ?? ''}`.trim(),
      undefined,
      start,
      duration,
      status >= 500 ? 'error' : 'ok',
      {
        'http.request.method': method,
        'url.path': question === -1 ? path : path.slice(0, question),
        ...(question === -1 ? {} : { 'url.query': path.slice(question + 1) }),
        ...(route === undefined ? {} : { 'http.route': route }),
        'http.response.status_code': status,
        'http.response.body.size': between(800, 60_000),
        'kymo.ttfb': duration * 0.4,
        'kymo.request.purpose': purpose,
        ...(referer === undefined ? {} : { 'kymo.request.referer': referer }),
        ...(status >= 500 ? { 'error.type': String(status) } : {}),
        ...client,
      },
    ),
    traceId: hex(16),
  }
}

function fetchSpan(parent, start, duration, origin) {
  const [cache, reason, mode] = pick(CACHES)
  const fails = Math.random() < 0.04
  return span('fetch', 'GET', parent, start, cache === 'hit' ? 0.6 : duration, fails ? 'error' : 'ok', {
    'http.request.method': 'GET',
    'url.full': pick([
      `http://localhost:4100/products/${between(1, 40)}`,
      'http://localhost:4100/stock',
      'https://rates.example.com/v1/latest?base=EUR',
    ]),
    'kymo.cache.status': cache,
    'kymo.cache.reason': reason,
    'kymo.cache.mode': mode,
    'kymo.fetch.origin': origin,
    ...(fails
      ? { 'error.type': 'ECONNREFUSED' }
      : { 'http.response.status_code': 200, 'http.response.body.size': between(100, 9_000) }),
  })
}

function render(parent, start, duration) {
  return span('render', 'render route (app) page', parent, start, Math.max(1, duration), 'ok', {
    'next.span_type': 'AppRender.getBodyResult',
  })
}

function exception({ traceId, spanId }, time) {
  return {
    fact: 'event',
    name: 'exception',
    time,
    traceId,
    spanId,
    attributes: {
      'exception.type': 'Error',
      'exception.message': 'The lamp fell off its shelf',
      'exception.stacktrace': 'Error: The lamp fell off its shelf\n    at Shelf (app/broken/page.tsx:12:9)',
    },
  }
}

function span(kind, name, parent, start, duration, status, attributes) {
  return {
    fact: 'span',
    kind,
    name,
    traceId: parent?.traceId,
    spanId: hex(8),
    ...(parent === undefined ? {} : { parentId: parent.spanId }),
    start,
    duration,
    status,
    attributes,
  }
}

function hex(bytes) {
  return randomBytes(bytes).toString('hex')
}

function between(low, high) {
  return Math.floor(low + Math.random() * (high - low))
}

function pick(items) {
  return items[between(0, items.length)]
}
