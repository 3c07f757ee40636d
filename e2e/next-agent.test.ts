import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Event, Span } from '@kymo/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { type CollectingServer, startCollectingServer } from './support/collector.ts'
import { type NextApp, type NextMode, startNextApp } from './support/next-app.ts'
import { copyShop, startUpstream, until } from './support/shop.ts'

/*
 * The facts that the agent makes of the shop, under a real Next.js server, as a collector receives them. Every request
 * carries a trace id of its own, so that all it caused is counted exactly, whatever else goes on.
 */

/** What the shop has no page for. */
const probes: Readonly<Record<string, string>> = {
  'app/probe/page.tsx': `
    import { upstream } from '@/lib/upstream'
    export const dynamic = 'force-dynamic'
    export default async function Probe() {
      await Promise.all([
        upstream('/rates?probe', { cache: 'no-store' }),
        upstream('/rates?probe', { cache: 'force-cache' }),
        upstream('/rates?probe', { next: { revalidate: 1, tags: ['probe', 'rates'] } }),
        upstream('/promotion?probe'),
        upstream('/promotion?probe'),
      ])
      return <p>probe</p>
    }`,
  'app/probe/edits/[id]/page.tsx': `
    import { edition } from '@/lib/edition'
    import { upstream } from '@/lib/upstream'
    async function act() { 'use server' }
    export default async function Edits() {
      await Promise.all([
        upstream('/products', { cache: 'force-cache' }),
        upstream('/promotion', { cache: 'no-store' }),
        upstream('/rates'),
      ])
      return <form action={act}><p>page 0</p><p>{edition}</p><button>Act</button></form>
    }`,
  'lib/edition.ts': `export const edition = 'edition 0'`,
  'app/probe/throws/route.ts': `export function GET() { throw new TypeError('The handler gave way') }`,
  'pages/legacy/throws.tsx': `
    export function getServerSideProps() { throw new RangeError('The old page gave way') }
    export default function Page() { return null }`,
}

interface Trace {
  readonly response: Response
  readonly text: string
  readonly request: Span
  readonly fetches: readonly Span[]
  readonly actions: readonly Span[]
  readonly exceptions: readonly Event[]
}

describe.each<NextMode>(['dev', 'dev-webpack', 'start'])('next %s', (mode) => {
  let collector: CollectingServer
  let upstream: Awaited<ReturnType<typeof startUpstream>>
  let shop: Awaited<ReturnType<typeof copyShop>>
  let app: NextApp
  /** How many facts each trace had when its request was there. */
  const counted = new Map<string, number>()

  beforeAll(async () => {
    ;[collector, upstream, shop] = await Promise.all([startCollectingServer(), startUpstream(), copyShop()])
    for (const [file, content] of Object.entries(probes)) {
      await mkdir(dirname(join(shop.folder, file)), { recursive: true })
      await writeFile(join(shop.folder, file), content)
    }
    app = await startNextApp(shop.folder, mode, {
      KYMO_URL: collector.url,
      KYMO_TOKEN: 'test',
      KYMO_ENV: 'development',
      UPSTREAM_URL: upstream.url,
    })
  })

  afterAll(async () => {
    await app?.process.stop()
    await upstream?.process.stop()
    await collector?.close()
    await shop?.remove()
  })

  /** Makes a request, and returns all that belongs to it once it and all before it have arrived. */
  async function trace(path: string, init: RequestInit = {}): Promise<Trace> {
    const traceId = randomBytes(16).toString('hex')
    const response = await fetch(app.url + path, {
      redirect: 'manual',
      ...init,
      headers: { ...asBrowser, ...init.headers, traceparent: `00-${traceId}-${'1'.repeat(16)}-01` },
    })
    const text = await response.text()
    return { response, text, ...(await read(traceId)) }
  }

  async function read(traceId: string): Promise<Omit<Trace, 'response' | 'text'>> {
    const ofTrace = (kind: Span['kind']) =>
      collector.spans().filter((span) => span.traceId === traceId && span.kind === kind)
    await until(async () => ofTrace('request').length > 0)
    const [request, ...others] = ofTrace('request')
    if (request === undefined || others.length > 0) throw new Error('There is not one request in the trace.')
    const exceptions = collector.events().filter((event) => event.traceId === traceId)
    counted.set(traceId, countFacts(traceId))
    return { request, fetches: ofTrace('fetch'), actions: ofTrace('action'), exceptions }
  }

  test('a page is one request with its route, and each fetch is one row with its cache status', async () => {
    const cold = await trace('/product/sextant?ref=mail')
    expect(cold.request).toMatchObject({ name: 'GET /product/[id]', status: 'unset' })
    expect(cold.request.attributes).toMatchObject({
      'http.route': '/product/[id]',
      'next.route_kind': 'app-page',
      'kymo.request.purpose': 'document',
      'url.path': '/product/sextant',
      'url.query': 'ref=mail',
      'http.response.status_code': 200,
    })
    // The page and its metadata ask for the same product: the second finds what the first has put there.
    expect(rows(cold.fetches)).toEqual([
      '/products/sextant force-cache hit 200',
      '/products/sextant force-cache miss 200',
      '/products/sextant/price no-store skip 200',
      '/products/sextant/reviews revalidate:30 miss 200',
    ])
    const warm = await trace('/product/sextant')
    expect(rows(warm.fetches)).toEqual([
      '/products/sextant force-cache hit 200',
      '/products/sextant force-cache hit 200',
      '/products/sextant/price no-store skip 200',
      '/products/sextant/reviews revalidate:30 hit 200',
    ])
    for (const span of warm.fetches) {
      expect(span.parentId).toBe(warm.request.spanId)
      expect(span.attributes['kymo.fetch.origin']).toBe('server-component')
    }
  })

  test('fetches of one url at the same time each get their own cache status', async () => {
    await trace('/probe')
    // The entry that lives for a second goes stale; it is served once more while it is renewed.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const { fetches } = await trace('/probe')
    expect(rows(fetches)).toEqual([
      '/promotion auto hit 200',
      '/promotion auto skip 200',
      '/rates force-cache hit 200',
      '/rates no-store skip 200',
      '/rates revalidate:1 stale 200',
    ])
    const shared = fetches.find((span) => rows([span])[0] === '/promotion auto hit 200')
    expect(shared?.attributes['kymo.cache.reason']).toMatch(/^request memoization/)
    const tagged = fetches.find((span) => span.attributes['kymo.cache.revalidate'] === 1)
    expect(tagged?.attributes['kymo.cache.tags']).toEqual(['probe', 'rates'])
  })

  test('requests at the same time keep their fetches apart', async () => {
    const ids = ['hand-lens', 'barometer', 'notebook', 'metronome', 'sextant']
    const traces = await Promise.all(
      Array.from({ length: 40 }, (_, i) => trace(`/api/products/${ids[i % ids.length]}/stock`)),
    )
    traces.forEach(({ request, fetches }, i) => {
      expect(request.attributes['http.route']).toBe('/api/products/[id]/stock')
      expect(rows(fetches)).toEqual([`/products/${ids[i % ids.length]}/stock no-store skip 200`])
      expect(fetches[0]?.attributes['kymo.fetch.origin']).toBe('route-handler')
    })
  })

  test('every kind of route names itself, and where its fetches come from', async () => {
    const edge = await trace('/api/edge/rates', { headers: asFetch })
    expect(edge.request.attributes).toMatchObject({
      'http.route': '/api/edge/rates',
      'kymo.runtime': 'edge',
      'kymo.request.purpose': 'data',
    })
    expect(edge.fetches.map((span) => span.attributes['kymo.fetch.origin'])).toEqual(['edge'])

    const pages = await trace('/legacy/orders/1001')
    expect(pages.request.attributes).toMatchObject({
      'http.route': '/legacy/orders/[id]',
      'next.route_kind': 'pages',
      'kymo.request.purpose': 'document',
    })
    expect(pages.fetches.map((span) => span.attributes['kymo.fetch.origin'])).toEqual(['pages'])

    const missing = await trace('/no/such/shelf')
    expect(missing.request.attributes['http.response.status_code']).toBe(404)
    expect(missing.request.attributes).not.toHaveProperty('http.route')

    const redirected = await trace('/item/notebook')
    expect(redirected.request.attributes['http.response.status_code']).toBe(308)

    const icon = await trace('/icon.svg', { headers: { 'sec-fetch-dest': 'image', accept: 'image/*' } })
    expect(icon.request.attributes['kymo.request.purpose']).toBe('asset')
  })

  test('what a page, a handler and an old page throw is one exception of their request each', async () => {
    for (const [path, type, message] of [
      ['/broken', 'Error', 'The shelf gave way'],
      ['/probe/throws', 'TypeError', 'The handler gave way'],
      ['/legacy/throws', 'RangeError', 'The old page gave way'],
    ] as const) {
      const { request, exceptions } = await trace(path)
      expect(request.attributes['http.response.status_code']).toBe(500)
      expect(exceptions.map((event) => event.attributes)).toMatchObject([
        { 'exception.type': type, 'exception.message': message, 'kymo.exception.escaped': false },
      ])
      expect(exceptions[0]?.spanId).toBe(request.spanId)
    }
  })

  test('an action that a plain form invokes is a span with its name, file, fetches and error', async () => {
    const good = await submit('/product/metronome', 'Add to cart', { quantity: '1' })
    expect(good.request.attributes['kymo.request.purpose']).toBe('action')
    expect(good.actions).toMatchObject([
      {
        name: '(inline)',
        status: 'ok',
        parentId: good.request.spanId,
        attributes: { 'code.file.path': 'app/product/[id]/page.tsx', 'kymo.action.kind': 'form' },
      },
    ])
    const caused = good.fetches.filter((span) => span.parentId === good.actions[0]?.spanId)
    expect(rows(caused)).toEqual(['/products/metronome/stock no-store skip 200'])
    expect(caused[0]?.attributes['kymo.fetch.origin']).toBe('server-action')

    const bound = await submit('/product/metronome', 'Write a review', { author: 'A', text: 'B', stars: '4' })
    expect(bound.actions).toMatchObject([
      {
        name: 'addReview',
        status: 'ok',
        attributes: {
          'code.function.name': 'addReview',
          'code.file.path': 'app/product/[id]/actions.ts',
        },
      },
    ])

    const cookie = `cart=${encodeURIComponent(JSON.stringify({ lines: { metronome: 1 } }))}`
    const broken = await submit('/cart', 'Apply coupon', { coupon: 'broken' }, cookie)
    expect(broken.actions).toMatchObject([
      {
        name: 'applyCoupon',
        status: 'error',
        attributes: { 'code.file.path': 'app/cart/actions.ts', 'error.type': 'UpstreamError' },
      },
    ])
    expect(broken.request.attributes['http.route']).toBe('/cart')
    expect(broken.exceptions).toMatchObject([
      {
        spanId: broken.actions[0]?.spanId,
        attributes: { 'exception.message': 'The coupon service fell over.' },
      },
    ])

    const placed = await submit('/checkout', 'Place the order', { name: 'Ada', number: '4242' }, cookie)
    expect(placed.request.attributes['http.response.status_code']).toBe(303)
    expect(placed.actions).toMatchObject([{ name: 'placeOrder', status: 'ok' }])
    expect(placed.exceptions).toEqual([])
  })

  test('in a browser, a navigation and an action are told apart, and belong to the page they come from', async () => {
    const browser = await launchBrowser()
    const before = collector.spans().length
    try {
      const page = await browser.newPage()
      await page.goto(app.url)
      await page.click('a[href="/product/tide-clock"]')
      await page.getByRole('button', { name: 'Add to cart' }).click()
      await page.locator('.count', { hasText: '1' }).waitFor()
      await page.close()
    } finally {
      await browser.close()
    }
    const ofPurpose = (purpose: string) =>
      collector
        .spans()
        .slice(before)
        .filter((span) => span.attributes['kymo.request.purpose'] === purpose)
    await until(async () => ofPurpose('action').length > 0)
    const [document] = ofPurpose('document')
    const [navigation] = ofPurpose('navigation')
    const [action] = ofPurpose('action')
    expect(document?.attributes['http.route']).toBe('/')
    expect(navigation?.attributes['http.route']).toBe('/product/[id]')
    expect(navigation?.attributes['url.query']).toBe('')
    expect(action).toMatchObject({ name: 'POST /product/[id]' })
    for (const purpose of ['document', 'navigation', 'action']) expect(ofPurpose(purpose)).toHaveLength(1)
    expect(ofPurpose('asset').length).toBeGreaterThan(5)
    const { actions, fetches } = await read(action?.traceId ?? '')
    expect(actions).toMatchObject([
      { name: '(inline)', status: 'ok', attributes: { 'kymo.action.kind': 'fetch' } },
    ])
    expect(fetches).toHaveLength(5)
    const pages = [document, navigation, action].map((span) => span?.attributes['next.html_request_id'])
    expect(new Set(pages).size).toBe(1)
    if (mode === 'start') expect(pages[0]).toBeUndefined()
    else expect(pages[0]).toEqual(expect.any(String))
  })

  test('an action that redirects has succeeded, and shows the page that Next.js asked itself for', async () => {
    const browser = await launchBrowser()
    const before = collector.spans().length
    try {
      const page = await browser.newPage()
      await page.goto(`${app.url}/product/barometer`)
      await page.getByRole('button', { name: 'Add to cart' }).click()
      await page.locator('.count', { hasText: '1' }).waitFor()
      await page.goto(`${app.url}/checkout`)
      await page.fill('input[name=name]', 'Ada')
      await page.getByRole('button', { name: 'Place the order' }).click()
      await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    } finally {
      await browser.close()
    }
    const placed = await until(async () =>
      collector.spans().find((span, i) => i >= before && span.name === 'POST /checkout'),
    )
    const ofTrace = collector.spans().filter((span) => span.traceId === placed.traceId)
    expect(ofTrace.find((span) => span.kind === 'action')).toMatchObject({
      name: 'placeOrder',
      status: 'ok',
    })
    const own = ofTrace.find((span) => span.attributes['kymo.fetch.origin'] === 'server')
    expect(own?.attributes['url.full']).toMatch(/\/checkout\/done\?order=\d+$/)
    expect(ofTrace.find((span) => span.parentId === own?.spanId)).toMatchObject({
      name: 'GET /checkout/done',
      attributes: { 'kymo.request.purpose': 'navigation' },
    })
    expect(collector.events().filter((event) => event.traceId === placed.traceId)).toEqual([])
  })

  test.runIf(mode !== 'start')('edits of the source lose nothing and double nothing', async () => {
    const path = '/probe/edits/1'
    await trace(path)
    for (const [file, from, to] of [
      ['app/probe/edits/[id]/page.tsx', 'page 0', 'page 1'],
      ['lib/edition.ts', 'edition 0', 'edition 1'],
      ['proxy.ts', 'autumn', 'winter'],
      ['app/probe/edits/[id]/page.tsx', 'page 1', 'page 2'],
      ['lib/edition.ts', 'edition 1', 'edition 2'],
      ['proxy.ts', 'winter', 'spring'],
    ] as const) {
      const source = join(shop.folder, file)
      await writeFile(source, (await readFile(source, 'utf8')).replace(from, to))
      // Requests while the edit is taken up are counted like all others.
      await until(async () => {
        const { text, response, fetches } = await trace(path)
        expect(fetches).toHaveLength(3)
        return text.includes(to) || response.headers.get('x-shop-edition') === to
      })
      for (const { request, fetches } of [await trace(path), await trace(path)]) {
        expect(request.attributes['http.route']).toBe('/probe/edits/[id]')
        expect(rows(fetches)).toEqual([
          '/products force-cache hit 200',
          '/promotion no-store skip 200',
          '/rates auto skip 200',
        ])
      }
      const { actions } = await submit(path, 'Act', {})
      expect(actions).toMatchObject([{ name: '(inline)', status: 'ok' }])
    }
  })

  test('no fact of a request comes late or twice', async () => {
    await trace('/api/products/notebook/stock')
    expect([...counted].map(([id]) => [id, countFacts(id)])).toEqual([...counted])
    const ids = collector.spans().map((span) => span.spanId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  function countFacts(traceId: string): number {
    return [...collector.spans(), ...collector.events()].filter((fact) => fact.traceId === traceId).length
  }

  /** Sends a form of the page as a browser without scripts does. */
  async function submit(
    path: string,
    button: string,
    fields: Readonly<Record<string, string>>,
    cookie = '',
  ): Promise<Trace> {
    const html = await (await fetch(app.url + path, { headers: { ...asBrowser, cookie } })).text()
    const form = html.split('<form').find((text) => text.includes(button)) ?? ''
    const body = new FormData()
    for (const [tag] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      body.append(attribute(tag, 'name'), attribute(tag, 'value'))
    }
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    return trace(path, { method: 'POST', body, headers: { cookie, origin: app.url } })
  }
})

const asBrowser = { accept: 'text/html', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }
const asFetch = { accept: '*/*', 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' }

/** Path, cache mode, cache status and status code of each fetch, sorted. */
function rows(fetches: readonly Span[]): string[] {
  return fetches
    .map(({ attributes }) => {
      const revalidate = attributes['kymo.cache.revalidate']
      return [
        new URL(String(attributes['url.full'])).pathname,
        attributes['kymo.cache.mode'] ?? (revalidate === undefined ? 'auto' : `revalidate:${revalidate}`),
        attributes['kymo.cache.status'],
        attributes['http.response.status_code'],
      ].join(' ')
    })
    .toSorted()
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  return value.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
