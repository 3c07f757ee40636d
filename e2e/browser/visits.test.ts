import { randomBytes } from 'node:crypto'
import type { Span } from '@kymo/protocol'
import { beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { openPage } from './stage.ts'
import { useStand } from './stand.ts'

let told: { traceId: string; spanId: string }[]

const stand = useStand({
  serverTiming: () => {
    const id = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') }
    told.push(id)
    return `db;dur=1, kymo;desc="${id.traceId}-${id.spanId}"`
  },
})

beforeEach(() => {
  told = []
})

const visits = () =>
  stand.collector.spans('navigation').map(({ attributes }) => {
    const query = attributes['url.query']
    return `${attributes['kymo.visit.type']} ${attributes['url.path']}${query === undefined ? '' : `?${query}`}`
  })
const idOf = (span: Span | undefined) => span?.attributes['kymo.visit.id']
const headerOf = (path: string) =>
  stand.app.requests.find((request) => request.path.startsWith(path))?.headers['x-kymo-visit']

/** What Next.js does for a link: asks for the page's data, then moves the history. */
const navigate = (path: string, by: 'pushState' | 'replaceState' = 'pushState') =>
  stand.page.evaluate(
    async ([to, how]) => {
      const address = new URL(to as string, location.href)
      address.searchParams.set('_rsc', '1a2b')
      await fetch(address, { headers: { rsc: '1', 'next-url': location.pathname } })
      history[how as 'pushState'](null, '', to)
    },
    [path, by] as const,
  )

test('a load is the visit that the server told of, and a reload another', async () => {
  await stand.open('/shop?page=2&token=abc')
  await expect.poll(visits).toEqual(['load /shop?page=2&token=[redacted]'])
  await stand.page.reload()
  await expect.poll(visits).toHaveLength(2)
  const [load, reload] = stand.collector.spans('navigation')
  expect([load, reload].map((span) => [span?.traceId, idOf(span)])).toEqual(
    told.map(({ traceId, spanId }) => [traceId, spanId]),
  )
  expect(reload?.attributes['kymo.visit.type']).toBe('reload')
  expect(load?.spanId).not.toBe(told[0]?.spanId)
  expect(load?.duration).toBeGreaterThan(0)
  expect(load?.attributes['kymo.ttfb']).toBeGreaterThan(0)
  expect(Math.abs((load?.start ?? 0) - Date.now())).toBeLessThan(60_000)
  const [first, second] = [stand.collector.batches[0], stand.collector.batches.at(-1)]
  expect(first?.resource).toMatchObject({ 'service.name': 'test-app', 'kymo.runtime': 'browser' })
  expect(first?.resource['service.instance.id']).not.toBe(second?.resource['service.instance.id'])
  expect(first?.resource['session.id']).toBe(second?.resource['session.id'])
})

test('a page that no server told of has an id of its own', async () => {
  await stand.serve({})
  await stand.open('/bare')
  await expect.poll(visits).toEqual(['load /bare'])
  const [span] = stand.collector.spans('navigation')
  expect(idOf(span)).toBe(span?.spanId)
})

test('a change of page opens a visit, which the request for its data already belongs to', async () => {
  await stand.open('/')
  await navigate('/product/17')
  await stand.page.evaluate(() => fetch('/api/stock'))
  await expect.poll(visits).toEqual(['load /', 'push /product/17'])
  const [load, push] = stand.collector.spans('navigation')
  expect(idOf(push)).toBe(push?.spanId)
  expect(headerOf('/product/17')).toBe(idOf(push))
  expect(headerOf('/api/stock')).toBe(idOf(push))
  expect(idOf(load)).not.toBe(idOf(push))
  // The framework's own request is its server's to tell of.
  await expect
    .poll(() => stand.collector.spans('fetch').map(({ attributes }) => attributes['url.full']))
    .toEqual([`${stand.app.url}/api/stock`])
})

test('prefetches, refreshes and actions belong to the page that they are made in', async () => {
  await stand.open('/')
  await stand.page.evaluate(async () => {
    await fetch('/ahead?_rsc=1', { headers: { rsc: '1', 'next-router-prefetch': '1' } })
    await fetch('/segment?_rsc=1', { headers: { rsc: '1', 'next-router-segment-prefetch': '/_tree' } })
    await fetch('/?_rsc=1', { headers: { rsc: '1' } })
    await fetch('/edited?_rsc=1', { headers: { rsc: '1', 'next-hmr-refresh': '1' } })
    await fetch('/', { method: 'POST', headers: { 'next-action': 'abc' } })
    await fetch('/_next/data/dev/ahead.json', { headers: { 'x-nextjs-data': '1', purpose: 'prefetch' } })
    history.pushState(null, '', '/ahead')
  })
  await expect.poll(visits).toEqual(['load /', 'push /ahead'])
  expect(new Set(stand.app.requests.map(({ headers }) => headers['x-kymo-visit']))).toEqual(
    new Set([told[0]?.spanId]),
  )
})

test('a navigation of the Pages Router is one, whatever its data’s address says besides', async () => {
  await stand.open('/')
  await stand.page.evaluate(async () => {
    await fetch('/_next/data/dev/blog/first.json?slug=first', { headers: { 'x-nextjs-data': '1' } })
    history.pushState(null, '', '/blog/first')
    await fetch('/_next/data/dev/blog/first.json?slug=first', { headers: { 'x-nextjs-data': '1' } })
    await fetch('/_next/data/dev/blog/first.json?page=2&slug=first', { headers: { 'x-nextjs-data': '1' } })
    history.pushState(null, '', '/blog/first?page=2')
  })
  await expect.poll(visits).toEqual(['load /', 'push /blog/first', 'push /blog/first?page=2'])
  const [, first, second] = stand.collector.spans('navigation').map(idOf)
  expect(stand.app.requests.map(({ headers }) => headers['x-kymo-visit'])).toEqual([first, first, second])
})

test('back and forward are visits; fragments, state and a query that is only replaced are not', async () => {
  await stand.open('/list')
  await stand.page.evaluate(() => {
    history.replaceState({ hydrated: true }, '', location.href)
    history.replaceState(null, '', '/list?sort=price')
    history.pushState(null, '', '/list?sort=price#reviews')
    location.hash = 'more'
  })
  await navigate('/list?page=2', 'replaceState')
  await navigate('/detail')
  await stand.page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('popstate', resolve, { once: true })
        history.back()
      }),
  )
  await expect
    .poll(visits)
    .toEqual(['load /list', 'replace /list?page=2', 'push /detail', 'traverse /list?page=2'])
})

test('of two clicks in a row each keeps its own request', async () => {
  await stand.open('/')
  await stand.page.evaluate(async () => {
    const slow = fetch('/a?_rsc=1', { headers: { rsc: '1' } })
    await fetch('/b?_rsc=1', { headers: { rsc: '1' } })
    history.pushState(null, '', '/b')
    await slow
    await fetch('/c?_rsc=1', { headers: { rsc: '1' } })
    history.pushState(null, '', '/c')
  })
  await expect.poll(visits).toEqual(['load /', 'push /b', 'push /c'])
  const [, b, c] = stand.collector.spans('navigation').map(idOf)
  expect([headerOf('/b'), headerOf('/c')]).toEqual([b, c])
  expect(new Set([told[0]?.spanId, b, c]).has(headerOf('/a') as string)).toBe(false)
})

test('a navigation that the server redirects is the visit of where it leads', async () => {
  await stand.serve({
    answer: ({ path }, response) => {
      if (path.startsWith('/old')) response.writeHead(307, { location: '/new?_rsc=1' }).end()
      else response.end('ok')
    },
  })
  await stand.open('/')
  await stand.page.evaluate(async () => {
    await fetch('/old?_rsc=1', { headers: { rsc: '1' } })
    history.pushState(null, '', '/new')
  })
  await expect.poll(visits).toEqual(['load /', 'push /new'])
  expect(headerOf('/new')).toBe(idOf(stand.collector.spans('navigation')[1]))
})

test('a page that the browser kept whole is a visit of its own when it comes back', async () => {
  const keeping = await launchBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] })
  const { page } = await openPage(keeping, `${stand.app.url}/kept`)
  // With all that the panel holds, too.
  await expect.poll(() => stand.collector.streams).toBe(1)
  await page.goto(`${stand.app.url}/next`)
  await expect.poll(visits).toHaveLength(2)
  await page.goBack({ waitUntil: 'commit' })
  await expect.poll(visits).toHaveLength(3)
  expect(visits()[2]).toBe('restore /kept')
  await page.evaluate(() => fetch('/after'))
  expect(headerOf('/after')).toBe(idOf(stand.collector.spans('navigation')[2]))
  await expect.poll(() => stand.collector.streams).toBe(1)
  await keeping.close()
})

test('a tab has one name from page to page and in its frames, and one that it opens has another', async () => {
  await stand.open('/first')
  const tabsOf = (path: string) =>
    stand.collector
      .spans('navigation')
      .filter(({ name }) => name === path)
      .map(({ attributes }) => attributes['session.id'])
  await stand.page.reload()
  await stand.page.evaluate(() => location.assign('/second'))
  await stand.page.waitForURL('**/second')
  await stand.page.evaluate(() => {
    const frame = document.createElement('iframe')
    frame.src = '/framed'
    document.body.append(frame)
  })
  await expect.poll(() => tabsOf('/framed').length).toBe(1)
  await stand.page.goBack()
  await Promise.all([
    stand.page.waitForEvent('popup'),
    stand.page.evaluate(() => void window.open('/opened')),
  ])
  await expect.poll(() => [tabsOf('/first').length, tabsOf('/opened').length]).toEqual([3, 1])
  const [tab] = tabsOf('/second')
  expect([...tabsOf('/first'), ...tabsOf('/framed')]).toEqual([tab, tab, tab, tab])
  expect(tabsOf('/opened')[0]).toMatch(/^[0-9a-f]{16}$/)
  expect(tabsOf('/opened')[0]).not.toBe(tab)
})

test('the script may come twice and is there once', async () => {
  await stand.open('/')
  await stand.page.evaluate(async () => {
    const [present] = document.scripts
    const again = document.createElement('script')
    Object.assign(again.dataset, present?.dataset)
    again.src = '/__kymo/client.js?again'
    const loaded = new Promise((resolve) => {
      again.onload = resolve
    })
    document.head.append(again)
    await loaded
    await fetch('/once')
    history.pushState(null, '', '/second')
  })
  await expect.poll(visits).toEqual(['load /', 'push /second'])
  await expect.poll(() => stand.collector.spans('fetch').length).toBe(1)
})
