import type { Span } from '@kymo/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type CollectingServer, startCollectingServer } from '../support/collector.ts'
import { serve } from '../support/installed.ts'
import type { NextMode, NextVersion } from '../support/next-app.ts'
import type { Running } from '../support/processes.ts'
import { startUpstream, until } from '../support/shop.ts'

const asBrowser = { 'sec-fetch-dest': 'document', accept: 'text/html' }

/** The app as it is served. */
export interface Served {
  readonly url: string
}

/**
 * What an app tells of itself by what is in its own code alone, without a preload and without `kymo dev`.
 * @param folder where it is, built already where it has to be
 */
export function whatItTells(folder: () => string, mode: NextMode, version: NextVersion): Served {
  const isDevelopment = mode.startsWith('dev')
  let upstream: Awaited<ReturnType<typeof startUpstream>>
  let collector: CollectingServer
  let app: { url: string; process: Running }

  beforeAll(async () => {
    ;[upstream, collector] = await Promise.all([startUpstream(), startCollectingServer()])
    app = await serve(folder(), mode, version, {
      KYMO_URL: collector.url,
      KYMO_TOKEN: 'test',
      KYMO_BROWSER_KEY: 'page-key',
      UPSTREAM_URL: upstream.url,
      ...(isDevelopment ? { KYMO_ENV: 'development' } : undefined),
    })
  })

  afterAll(async () => {
    await app?.process.stop()
    await collector?.close()
    await upstream?.process.stop()
  })

  const requests = (path: string) =>
    collector.spans().filter((span) => span.kind === 'request' && span.attributes['url.path'] === path)
  const requested = (path: string): Promise<Span> => until(async () => requests(path)[0], 20_000)
  const inTrace = ({ traceId }: Span, kind: string) =>
    collector.spans().filter((span) => span.traceId === traceId && span.kind === kind)

  test('the very first request is seen, though the agent starts after Next.js listens', async () => {
    // From the moment that the port is open.
    const response = await until(() => fetch(`${app.url}/item/first`, { headers: asBrowser }))
    expect(response.status).toBe(200)
    const span = await requested('/item/first')
    expect(span.attributes['http.route']).toBe('/item/[id]')
    expect(inTrace(span, 'fetch')).toMatchObject([
      { attributes: { 'url.full': `${upstream.url}/item?first` } },
    ])
  })

  test('pages, routes and Edge routes are told with what they fetch, once each', async () => {
    await app.process.printed(/Ready in|started server/)
    for (const path of ['/', '/item/1', '/api/echo', '/edge']) {
      expect((await fetch(app.url + path, { headers: asBrowser })).status).toBe(200)
      const span = await requested(path)
      expect(span.attributes['http.route']).toBe(path === '/item/1' ? '/item/[id]' : path)
      expect(inTrace(span, 'fetch')).toHaveLength(['/item/1', '/edge'].includes(path) ? 1 : 0)
      expect(requests(path)).toHaveLength(1)
    }
    const [fetched] = inTrace(await requested('/item/1'), 'fetch')
    expect(fetched?.attributes).toMatchObject({
      'kymo.fetch.origin': 'server-component',
      'kymo.cache.status': 'skip',
    })
  })

  test('a server action is told, with its fetch', async () => {
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      await page.goto(app.url)
      await page.getByRole('button', { name: 'Save' }).click()
      const action = await until(async () => collector.spans().find((span) => span.kind === 'action'))
      expect(action).toMatchObject({ name: 'save', status: 'ok' })
      await until(async () => inTrace(action, 'fetch').length === 1)
    } finally {
      await browser.close()
    }
  })

  test('what a page throws is told once', async () => {
    expect((await fetch(`${app.url}/boom`, { headers: asBrowser })).status).toBe(500)
    const span = await requested('/boom')
    const events = () => collector.events().filter((event) => event.traceId === span.traceId)
    await expect.poll(events).toHaveLength(1)
    expect(events()[0]?.attributes).toMatchObject({
      'exception.type': 'TypeError',
      'exception.message': 'The page gave way',
    })
  })

  test(`the page's script is ${isDevelopment ? 'in' : 'not in'} its documents`, async () => {
    const html = await (await fetch(app.url, { headers: asBrowser })).text()
    expect(html.split('/__kymo/client.js')).toHaveLength(isDevelopment ? 2 : 1)
  })

  return {
    get url() {
      return app.url
    },
  }
}
