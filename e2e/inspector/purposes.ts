import type { Span } from '@kymo/protocol'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stage } from './stage.ts'

/** Why each request was made, as a real browser makes them. */
export function purposes(stage: Stage): void {
  let page: Page
  let before = 0

  beforeAll(async () => {
    page = await stage.browser.newPage()
  })
  afterAll(() => page?.close())

  /** Does something, and expects the requests that it leads to; those for files and of the dev server go without saying. */
  async function leadsTo(act: () => Promise<unknown>, expected: readonly string[]): Promise<void> {
    before = stage.collector.spans().length
    await act()
    await expect.poll(requests).toEqual([...new Set(expected)].toSorted())
  }

  function requests(): string[] {
    const rows = stage.collector
      .spans()
      .slice(before)
      .filter(({ kind }) => kind === 'request')
      .map(row)
      .filter((text) => !/^(?:asset|internal) /.test(text))
    return [...new Set(rows)].toSorted()
  }

  const open = (path: string) =>
    page.goto(stage.app.url + path, { waitUntil: 'networkidle', timeout: 120_000 })
  const link = (name: string) => page.getByRole('link', { name, exact: true })
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  /** Next.js prefetches in production only. */
  const inStart = (...rows: string[]): readonly string[] => (stage.development ? [] : rows)

  test('a document, what its links prefetch, and what a speculation rule does', async () => {
    await leadsTo(
      () => open('/links'),
      [
        'document GET /links',
        'prefetch GET /shelf/3',
        ...inStart(
          'prefetch GET /shelf/1',
          // The whole of a page that is prefetched is asked for as by a navigation.
          ...(stage.version === '16.4' ? ['prefetch GET /shelf/2'] : []),
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
    before = stage.collector.spans().length
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

  test.runIf(!stage.development)('a page that the browser still has is a document', async () => {
    await open('/island')
    await leadsTo(() => page.reload(), ['document GET /island'])
    const document = stage.collector.spans().findLast((span) => row(span) === 'document GET /island')
    expect(document?.attributes['http.response.status_code']).toBe(304)
  })

  test.runIf(stage.development)('what hot reload asks for after an edit', async () => {
    await open('/links')
    await leadsTo(
      () => stage.copy.edit('app/links/page.tsx', (text) => text.replace('<h1>Links', '<h1>Edited')),
      ['hmr GET /links'],
    )
    await page.getByRole('heading', { name: 'Edited' }).waitFor()
  })

  test('requests that no browser makes', async () => {
    const html = { accept: 'text/html' }
    await leadsTo(() => fetch(`${stage.app.url}/island`, { headers: html }), ['document GET /island'])
    await leadsTo(() => fetch(`${stage.app.url}/island`), ['data GET /island'])
    await leadsTo(
      () => fetch(`${stage.app.url}/island`, { method: 'HEAD', headers: html }),
      ['data HEAD /island'],
    )
    const form = { method: 'POST', body: new URLSearchParams({ a: 'b' }) }
    const asPage = { ...html, 'sec-fetch-dest': 'document' }
    await leadsTo(
      () => fetch(`${stage.app.url}/links`, { ...form, headers: asPage }),
      ['document POST /links'],
    )
  })
}

function row({ attributes }: Span): string {
  const path = String(attributes['url.path']).replace(/(?<=\/_next\/data\/)[^/]+/, 'build')
  return `${attributes['kymo.request.purpose']} ${attributes['http.request.method']} ${path}`
}
