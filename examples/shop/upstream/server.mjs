/**
 * The shop's upstream: catalogue, prices, stock, reviews, coupons and orders as a plain HTTP service.
 * Port by UPSTREAM_PORT (default 4701; 0 takes a free one). Data is the same on every start.
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { coupons, orders, products, promotion, rates, reviews } from './catalogue.mjs'

/** Each answers with [status, body, headers?]; `delay` is how long it takes to think, in milliseconds. */
const routes = [
  get('/products', 24, () => [200, products.map(summary), cached(60)]),
  get('/products/:id', 18, ({ id }) => withProduct(id, (product) => [200, product, cached(60)])),
  get('/products/:id/price', 12, ({ id }) => withProduct(id, ({ price }) => [200, { price }])),
  get('/products/:id/stock', 15, ({ id }) => withProduct(id, ({ stock }) => [200, { stock }])),
  get('/products/:id/reviews', 55, ({ id }) => withProduct(id, () => [200, reviews.get(id), cached(30)])),
  post('/products/:id/reviews', 40, ({ id }, _query, body) =>
    withProduct(id, () => {
      const all = reviews.get(id)
      const { author, stars, text } = body
      const review = { id: all.length + 1, author: String(author), stars: Number(stars), text: String(text) }
      all.unshift(review)
      return [201, review]
    }),
  ),
  get('/search', 30, (_params, query) => {
    const words = (query.get('q') ?? '').toLowerCase()
    const found = products.filter(({ name, kind, text }) =>
      `${name} ${kind} ${text}`.toLowerCase().includes(words),
    )
    return [200, found.map(summary)]
  }),
  get('/promotion', 20, () => [200, promotion]),
  get('/rates', 10, () => [200, rates, cached(300)]),
  post('/coupons/:code', 35, ({ code }) => {
    if (code === 'BROKEN') return [500, { error: 'The coupon service fell over.' }]
    const coupon = coupons.get(code)
    return coupon === undefined ? [404, { error: `There is no coupon ${code}.` }] : [200, coupon]
  }),
  post('/orders', 80, (_params, _query, body) => {
    if (body.card === '4000000000000119') return [500, { error: 'The payment service did not answer.' }]
    if (body.card === '4000000000000002') return [402, { error: 'The card was declined.' }]
    const id = String(1001 + orders.size)
    const lines = body.lines.map(({ id, quantity }) => {
      const product = products.find((candidate) => candidate.id === id)
      product.stock = Math.max(0, product.stock - quantity)
      return { id, name: product.name, quantity, price: product.price }
    })
    const total = lines.reduce((sum, line) => sum + line.price * line.quantity, 0)
    orders.set(id, { id, placed: new Date().toISOString().slice(0, 10), lines, total })
    return [201, orders.get(id)]
  }),
  get('/orders/:id', 30, ({ id }) => {
    const order = orders.get(id)
    return order === undefined ? [404, { error: `There is no order ${id}.` }] : [200, order]
  }),
  get('/report', 1500, () => [200, { visits: 18_204, orders: 611, busiest: 'Sunday, 21:00' }]),
  /** Fails on demand: `/fail?status=503`. */
  get('/fail', 8, (_params, query) => [Number(query.get('status') ?? 500), { error: 'Failed, as asked.' }]),
]

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://upstream')
  const route = routes.find(({ method, pattern }) => method === request.method && pattern.test(pathname))
  let answer = [404, { error: `Nothing at ${request.method} ${pathname}.` }]
  try {
    const body = request.method === 'POST' ? await readJson(request) : undefined
    if (route !== undefined) {
      await delay(route.delay)
      answer = route.answer(route.pattern.exec(pathname).groups ?? {}, searchParams, body)
    }
  } catch {
    answer = [400, { error: 'The body is not the JSON that was expected.' }]
  }
  send(request, response, answer)
})

server.listen(Number(process.env.UPSTREAM_PORT ?? 4701), '127.0.0.1', () => {
  console.log(`upstream: http://127.0.0.1:${server.address().port}`)
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close().closeAllConnections())

function get(path, delay, answer) {
  return { method: 'GET', pattern: toPattern(path), delay, answer }
}

function post(path, delay, answer) {
  return { method: 'POST', pattern: toPattern(path), delay, answer }
}

function toPattern(path) {
  return new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`)
}

function cached(seconds) {
  return { 'cache-control': `public, max-age=${seconds}` }
}

function summary({ id, name, kind, price }) {
  return { id, name, kind, price }
}

function withProduct(id, answer) {
  const product = products.find((candidate) => candidate.id === id)
  return product === undefined ? [404, { error: `There is no product ${id}.` }] : answer(product)
}

async function readJson(request) {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > 64_000) throw new Error('too large')
  }
  return JSON.parse(text || '{}')
}

function send(request, response, [status, body, headers = { 'cache-control': 'no-store' }]) {
  const text = JSON.stringify(body)
  const etag = `"${createHash('sha1').update(text).digest('base64url').slice(0, 16)}"`
  const fresh = status === 200 && request.headers['if-none-match'] === etag
  response.writeHead(fresh ? 304 : status, { 'content-type': 'application/json', etag, ...headers })
  response.end(fresh ? undefined : text)
}
