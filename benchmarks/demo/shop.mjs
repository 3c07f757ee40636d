import { exception, MISTAKES } from './errors.mjs'
import { renderSteps } from './renders.mjs'
import { between, given, pick, span } from './spans.mjs'

const CURL = { 'client.address': '127.0.0.1', 'user_agent.original': 'curl/8.14.1' }
const PAGES = [
  { route: '/', path: () => '/', fetches: 2, weight: 4 },
  { route: '/product/[id]', path: () => `/product/${between(1, 40)}`, fetches: 3, weight: 6 },
  { route: '/search', path: () => `/search?q=${pick(['lamp', 'chair', 'rug'])}`, fetches: 2, weight: 3 },
  { route: '/cart', path: () => '/cart', fetches: 1, weight: 3, action: true },
  { route: '/slow', path: () => '/slow', fetches: 1, weight: 2, slow: true },
  { route: '/broken', path: () => '/broken', fetches: 1, weight: 1, broken: true },
]
const CACHES = [
  { status: 'hit', reason: 'cache: force-cache', mode: 'force-cache', revalidate: 60, tags: ['products'] },
  { status: 'miss', reason: 'expired', mode: 'default', revalidate: 60, tags: ['products', 'prices'] },
  { status: 'skip', reason: 'cache: no-store', mode: 'no-store', revalidate: 0, tags: [] },
  {
    status: 'stale',
    reason: 'renewed after the answer',
    mode: 'force-cache',
    revalidate: 10,
    tags: ['stock'],
  },
  { status: 'unknown', reason: undefined, mode: undefined, revalidate: undefined, tags: [] },
]
const UPSTREAM = [
  { url: () => `http://localhost:4100/products/${between(1, 40)}`, file: 'lib/upstream.ts', line: 24 },
  { url: () => 'http://localhost:4100/stock', file: 'lib/upstream.ts', line: 31 },
  { url: () => 'https://rates.example.com/v1/latest?base=EUR', file: 'lib/money.ts', line: 8 },
]

/**
 * The facts of one visit of one page, in the order in which agents would tell them.
 * @param browser undefined for a request that no browser makes
 */
export function visit(start, browser) {
  const page = pick(PAGES.flatMap((one) => Array(one.weight).fill(one)))
  const path = page.path()
  const client = browser?.client ?? CURL
  const navigates = browser !== undefined && Math.random() < 0.4
  const server = []
  const told = []
  const document = request(start, (page.slow ? 1400 : 60) + Math.random() * 120, client, {
    path: navigates ? `${path}${path.includes('?') ? '&' : '?'}_rsc=1x2y3` : path,
    route: page.route,
    purpose: browser === undefined ? 'data' : navigates ? 'navigation' : 'document',
    status: page.broken ? 500 : 200,
  })
  const steps = renderSteps(document, page)
  const body = steps.at(-1)
  let at = body.start + 4
  for (let i = 0; i < page.fetches; i++) {
    const left = document.start + document.duration - at - 10
    server.push(
      fetchSpan(body, at, page.slow ? left : Math.min(left, 8 + Math.random() * 60), 'server-component'),
    )
    at += Math.random() * 12
  }
  server.push(...steps)
  if (page.broken) server.push(exception({ of: body, time: start + 40, mistake: MISTAKES.render }))
  server.push(document)
  if (browser === undefined) return { server, browser: told }

  const navigation = navigates ? browser.navigate(document, path) : browser.load(document, path)
  told.push(navigation)
  const id = navigation.attributes['kymo.visit.id']
  const from = { client, id, referer: `http://localhost:3000${path}` }
  const end = start + document.duration
  if (!navigates) server.push(...files(from, end))
  calls(navigation, from, end + 200, browser, server, told)
  server.push(...ahead(from, end + 90))
  if (Math.random() < 0.15) server.push(...refreshes(page, path, from, end + 4000))
  if (page.action) server.push(...actionFacts(page, path, from, end + 1500))
  if (Math.random() < 0.1) {
    const visited = { 'kymo.runtime': 'browser', 'kymo.visit.id': id, 'session.id': browser.tab }
    told.push(exception({ of: navigation, time: end + 900, mistake: MISTAKES.window, attributes: visited }))
  }
  return { server, browser: told }
}

/** What client components ask for, with the requests below. */
function calls(navigation, from, start, browser, server, told) {
  let at = start
  for (let i = between(0, 3); i > 0; i--) {
    const path = `/api/products/${between(1, 40)}/stock`
    const status = Math.random() < 0.1 ? 404 : 200
    const call = browser.fetch(navigation, path, at, 30 + Math.random() * 60, status)
    const edge = Math.random() < 0.3
    const api = request(at + 4, call.duration - 8, from.client, {
      path: edge ? '/api/edge/rates' : path,
      route: edge ? '/api/edge/rates' : '/api/products/[id]/stock',
      purpose: 'data',
      status,
      parent: call,
      runtime: edge ? 'edge' : undefined,
      ...from,
    })
    server.push(fetchSpan(api, at + 7, api.duration - 8, edge ? 'edge' : 'route-handler'), api)
    told.push(call)
    at += 100 + Math.random() * 300
  }
}

function files({ client, id }, start) {
  return Array.from({ length: 14 }, (_, index) =>
    request(start + index * 3, 4 + Math.random() * 10, client, {
      path: `/_next/static/chunks/${index}-${1e6 + index}.js`,
      purpose: 'asset',
      status: 200,
      id,
    }),
  )
}

/** Links in view are asked for before anybody clicks them. */
function ahead(from, start) {
  return Array.from({ length: between(0, 5) }, (_, index) =>
    request(start + index * 4, 10 + Math.random() * 20, from.client, {
      path: `/product/${between(1, 40)}?_rsc=9z8y`,
      route: '/product/[id]',
      purpose: 'prefetch',
      status: 200,
      ...from,
    }),
  )
}

/** The page after each edit, while somebody works on it. */
function refreshes(page, path, from, start) {
  return Array.from({ length: between(2, 7) }, (_, index) => {
    const at = start + index * 3500
    const refresh = request(at, 30 + Math.random() * 40, from.client, {
      path: `${path.split('?')[0]}?_rsc=7q6w`,
      route: page.route,
      purpose: 'hmr',
      status: 200,
      ...from,
    })
    return [fetchSpan(refresh, at + 8, 0.4, 'server-component', 'hmr'), refresh]
  }).flat()
}

function actionFacts(page, path, from, at) {
  const fails = Math.random() < 0.3
  const post = request(at, 90, from.client, {
    method: 'POST',
    path,
    route: page.route,
    purpose: 'action',
    status: fails ? 500 : 303,
    ...from,
  })
  const action = span(
    'action',
    fails ? 'applyCoupon' : 'setQuantity',
    post,
    at + 3,
    80,
    fails ? 'error' : 'ok',
    {
      'code.function.name': fails ? 'applyCoupon' : 'setQuantity',
      'code.file.path': 'app/cart/actions.ts',
      'code.line.number': fails ? 14 : 6,
      'kymo.action.kind': Math.random() < 0.3 ? 'form' : 'fetch',
      'kymo.action.args': fails
        ? '[{"coupon":"BROKEN"}]'
        : '["lamp-17",{"quantity":"2","card":"[redacted]","note":"Leave it with the neighbours"}]',
      ...(fails
        ? { 'exception.message': MISTAKES.action.message, 'error.type': MISTAKES.action.type }
        : {
            'kymo.action.redirect': '/cart?added=lamp-17',
            'kymo.action.revalidated': ['path:/cart', 'tag:cart', 'tag:products', 'tag:stock'],
          }),
    },
  )
  return [
    fetchSpan(action, at + 5, 60, 'server-action'),
    action,
    ...(fails ? [exception({ of: action, time: at + 70, mistake: MISTAKES.action })] : []),
    post,
  ]
}

function request(start, duration, client, options) {
  const { method = 'GET', path, route, purpose, status, referer, id, parent, runtime } = options
  const question = path.indexOf('?')
  const name = `${method} ${route ?? ''}`.trim()
  return span('request', name, parent, start, duration, status >= 500 ? 'error' : 'ok', {
    'http.request.method': method,
    'url.path': question === -1 ? path : path.slice(0, question),
    'http.response.status_code': status,
    'http.response.body.size': between(800, 60_000),
    'kymo.ttfb': duration * (purpose === 'document' ? 0.7 : 0.9),
    'kymo.request.purpose': purpose,
    ...given({
      'url.query': question === -1 ? undefined : path.slice(question + 1),
      'http.route': route,
      'http.request.body.size': method === 'POST' ? between(60, 400) : undefined,
      'kymo.request.referer': referer,
      'kymo.visit.id': id,
      'kymo.runtime': runtime,
      'error.type': status >= 500 ? String(status) : undefined,
    }),
    ...client,
  })
}

function fetchSpan(parent, start, duration, origin, wanted) {
  const cache =
    wanted === 'hmr' ? { status: 'hmr', reason: 'nothing it needs was edited', tags: [] } : pick(CACHES)
  const { url, file, line } = pick(UPSTREAM)
  const fails = Math.random() < 0.04
  const took =
    cache.status === 'hit' || cache.status === 'hmr' ? Math.min(duration, 0.6) : Math.max(1, duration)
  return span('fetch', 'GET', parent, start, took, fails ? 'error' : 'ok', {
    'http.request.method': 'GET',
    'url.full': url(),
    'kymo.cache.status': cache.status,
    'kymo.fetch.origin': origin,
    'code.file.path': file,
    'code.line.number': line,
    'code.column.number': 26,
    'code.function.name': 'upstream',
    ...given({
      'kymo.cache.reason': cache.reason,
      'kymo.cache.mode': cache.mode,
      'kymo.cache.revalidate': cache.revalidate,
      'kymo.cache.tags': cache.tags.length === 0 ? undefined : cache.tags,
      'kymo.ttfb': took * 0.8,
    }),
    ...(fails
      ? { 'error.type': 'ECONNREFUSED' }
      : { 'http.response.status_code': 200, 'http.response.body.size': between(100, 9_000) }),
  })
}
