/**
 * Visits the shop as a few people with browsers would, one step after another, through plain HTTP.
 *
 *   node drive.mjs http://localhost:3000            one round, then it ends
 *   node drive.mjs http://localhost:3000 --forever  goes on gently until SIGINT or SIGTERM
 */
import { setTimeout as delay } from 'node:timers/promises'

const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const DOCUMENT = { accept: 'text/html', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }
const PAUSE_BETWEEN_STEPS = 400
const PAUSE_BETWEEN_ROUNDS = 4000
const REQUEST_TIMEOUT = 60_000

const [address = 'http://localhost:3000', ...flags] = process.argv.slice(2)
const base = new URL(address).origin
const forever = flags.includes('--forever')
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort())

/** A browser tab: it keeps cookies, follows redirects and says which page it comes from. */
class Visitor {
  #cookies = new Map()
  #page = ''

  /** Loads a page, and returns its HTML. */
  async open(path) {
    const response = await this.#send(path, { headers: DOCUMENT })
    this.#page = response.url
    return response.text()
  }

  /** Calls the shop's own API from the page that is open. */
  async call(path) {
    const response = await this.#send(path, {
      headers: { accept: '*/*', 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' },
    })
    await response.arrayBuffer()
  }

  /** Sends the form of the open page whose button says `label`, as a browser without scripts does. */
  async submit(html, label, fields) {
    const form = html.split('<form').find((text) => text.includes(label))
    if (form === undefined) return
    const body = new FormData()
    for (const [tag] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      body.append(attribute(tag, 'name'), attribute(tag, 'value'))
    }
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    const response = await this.#send(this.#page, {
      method: 'POST',
      body,
      headers: { ...DOCUMENT, origin: base },
    })
    await response.arrayBuffer()
  }

  async #send(path, init, hops = 0) {
    const headers = { ...init.headers, 'user-agent': USER_AGENT, 'sec-fetch-site': 'same-origin' }
    if (this.#page !== '') headers.referer = new URL(this.#page, base).href
    if (this.#cookies.size > 0) {
      headers.cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    }
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(REQUEST_TIMEOUT)])
    const response = await fetch(new URL(path, base), { ...init, headers, signal, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (name !== undefined) this.#cookies.set(name, value)
    }
    const target = response.headers.get('location')
    if (target === null || hops === 5) return response
    await response.arrayBuffer()
    const there = new URL(target, base).href
    const answer = await this.#send(there, { headers: DOCUMENT }, hops + 1)
    this.#page = there
    return answer
  }
}

function attribute(tag, name) {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
}

const products = ['hand-lens', 'barometer', 'star-chart', 'notebook', 'metronome', 'sextant']

/** What people do in a shop; each is one visit. `round` makes the visits differ. */
const visits = [
  async function browse(visitor, round) {
    await visitor.open('/')
    const id = products[round % products.length]
    await visitor.open(`/product/${id}`)
    await visitor.call(`/api/products/${id}/stock`)
    await visitor.call('/api/edge/rates')
  },
  async function search(visitor) {
    await visitor.open('/search')
    for (const words of ['br', 'bras', 'brass']) await visitor.call(`/api/search?q=${words}`)
    await visitor.open('/product/plumb-bob')
  },
  async function buy(visitor, round) {
    const id = products[(round + 1) % products.length]
    await visitor.submit(await visitor.open(`/product/${id}`), 'Add to cart', { quantity: '1' })
    const coupon = round % 3 === 2 ? 'BROKEN' : 'WELCOME10'
    await visitor.submit(await visitor.open('/cart'), 'Apply coupon', { coupon })
    const number = round % 4 === 3 ? '4000000000000002' : '4242424242424242'
    await visitor.submit(await visitor.open('/checkout'), 'Place the order', { name: 'Ada', number })
  },
  async function lookBack(visitor, round) {
    await visitor.open(`/legacy/orders/${1001 + (round % 5)}`)
    await visitor.open('/item/notebook')
  },
  async function wander(visitor, round) {
    await visitor.open('/slow')
    if (round % 2 === 0) await visitor.open('/no/such/shelf')
    if (round % 3 === 0) await visitor.open('/broken')
  },
]

async function main() {
  let round = 0
  do {
    for (const visit of visits) {
      try {
        await visit(new Visitor(), round)
      } catch (error) {
        if (stop.signal.aborted) return
        console.error(`${visit.name}: ${error.cause?.code ?? error.message}`)
      }
      await delay(PAUSE_BETWEEN_STEPS, undefined, { signal: stop.signal })
    }
    round++
    if (forever) await delay(PAUSE_BETWEEN_ROUNDS, undefined, { signal: stop.signal })
  } while (forever)
}

await main().catch((error) => {
  if (!stop.signal.aborted) throw error
})
