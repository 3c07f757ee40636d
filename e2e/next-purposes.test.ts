import type { Span } from '@kymo/protocol'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { type CollectingServer, startCollectingServer } from './support/collector.ts'
import {
  type AppCopy,
  copyApp,
  type NextApp,
  type NextMode,
  type NextVersion,
  startNextApp,
} from './support/next-app.ts'
import { startUpstream } from './support/shop.ts'

/* Why each request was made, as a real browser makes them. */

const ways = [
  ['16.4', 'start'],
  ['16.4', 'dev'],
  ['15.5', 'start'],
] as const satisfies readonly (readonly [NextVersion, NextMode])[]

describe.each(ways)('next %s %s', (version, mode) => {
  let collector: CollectingServer
  let upstream: Awaited<ReturnType<typeof startUpstream>>
  let copy: AppCopy
  let app: NextApp
  let browser: Browser
  let page: Page
  let before = 0

  beforeAll(async () => {
    ;[collector, upstream, copy, browser] = await Promise.all([
      startCollectingServer(),
      startUpstream(),
      copyApp('e2e/apps/renders', version),
      launchBrowser(),
    ])
    const env = {
      KYMO_URL: collector.url,
      KYMO_TOKEN: 'test',
      KYMO_ENV: 'development',
      UPSTREAM_URL: upstream.url,
    }
    app = await startNextApp(copy.folder, mode, env, version)
    page = await browser.newPage()
  })

  afterAll(async () => {
    await browser?.close()
    await app?.process.stop()
    await upstream?.process.stop()
    await collector?.close()
    await copy?.remove()
  })

  /** Does something, and expects the requests that it leads to; those for files and of the dev server go without saying. */
  async function leadsTo(act: () => Promise<unknown>, expected: readonly string[]): Promise<void> {
    before = collector.spans().length
    await act()
    await expect.poll(requests).toEqual([...new Set(expected)].toSorted())
  }

  function requests(): string[] {
    const rows = collector
      .spans()
      .slice(before)
      .filter(({ kind }) => kind === 'request')
      .map(row)
      .filter((text) => !/^(?:asset|internal) /.test(text))
    return [...new Set(rows)].toSorted()
  }

  function row({ attributes }: Span): string {
    const path = String(attributes['url.path']).replace(/(?<=\/_next\/data\/)[^/]+/, 'build')
    return `${attributes['kymo.request.purpose']} ${attributes['http.request.method']} ${path}`
  }

  const open = (path: string) => page.goto(app.url + path, { waitUntil: 'networkidle', timeout: 120_000 })
  const link = (name: string) => page.getByRole('link', { name, exact: true })
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  /** Next.js prefetches in production only. */
  const inStart = (...rows: string[]): readonly string[] => (mode === 'start' ? rows : [])

  test('a document, what its links prefetch, and what a speculation rule does', async () => {
    await leadsTo(
      () => open('/links'),
      [
        'document GET /links',
        'prefetch GET /shelf/3',
        ...inStart(
          'prefetch GET /shelf/1',
          // The whole of a page that is prefetched is asked for as by a navigation.
          ...(version === '16.4' ? ['prefetch GET /shelf/2'] : []),
          'navigation GET /shelf/2',
          'prefetch GET /leads-on',
        ),
      ],
    )
  })

  test('a navigation, and the way back, which asks for nothing', async () => {
    await leadsTo(() => link('Shelf 1').click(), ['navigation GET /shelf/1'])
    await page.getByRole('heading', { name: 'Shelf 1' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Links' }).waitFor()
  })

  test('what a component asks for, and for the head of', async () => {
    await leadsTo(() => button('Ask').click(), ['data GET /api/stock'])
    await leadsTo(() => button('Ask for the head').click(), ['data HEAD /api/stock'])
  })

  test('a refresh that the page asks its router for', async () => {
    before = collector.spans().length
    await button('Refresh').click()
    await expect.poll(requests).toContain('navigation GET /links')
    expect(requests().filter((text) => /^(?:document|data|hmr) /.test(text))).toEqual([])
  })

  test('the Pages Router: a document, its prefetches, a navigation', async () => {
    await leadsTo(
      () => open('/old/links'),
      ['document GET /old/links', ...inStart('prefetch GET /_next/data/build/old/static.json')],
    )
    await leadsTo(() => link('Old 1').click(), ['navigation GET /_next/data/build/old/1.json'])
  })

  test.runIf(mode === 'start')('a page that the browser still has is a document', async () => {
    await open('/island')
    await leadsTo(() => page.reload(), ['document GET /island'])
    const document = collector.spans().findLast((span) => row(span) === 'document GET /island')
    expect(document?.attributes['http.response.status_code']).toBe(304)
  })

  test.runIf(mode !== 'start')('what hot reload asks for after an edit', async () => {
    await open('/links')
    await leadsTo(
      () => copy.edit('app/links/page.tsx', (text) => text.replace('<h1>Links', '<h1>Edited')),
      ['hmr GET /links'],
    )
    await page.getByRole('heading', { name: 'Edited' }).waitFor()
  })

  test('requests that no browser makes', async () => {
    const html = { accept: 'text/html' }
    await leadsTo(() => fetch(`${app.url}/island`, { headers: html }), ['document GET /island'])
    await leadsTo(() => fetch(`${app.url}/island`), ['data GET /island'])
    await leadsTo(() => fetch(`${app.url}/island`, { method: 'HEAD', headers: html }), ['data HEAD /island'])
    const form = { method: 'POST', body: new URLSearchParams({ a: 'b' }) }
    const asPage = { ...html, 'sec-fetch-dest': 'document' }
    await leadsTo(() => fetch(`${app.url}/links`, { ...form, headers: asPage }), ['document POST /links'])
  })
})
