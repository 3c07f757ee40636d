import { beforeAll, expect, test } from 'vitest'
import { freePort } from '../../tests/support/free-port.ts'
import { launchBrowser } from '../support/browser.ts'
import { copyApp } from '../support/next-app.ts'
import type { Way } from '../support/stage.ts'
import type { AnsweredTrace } from '../support/traces.ts'
import { pages, places } from './pages.ts'
import { actualRow, expectedRow, requestsOf } from './row.ts'
import { runtimes } from './runtimes.ts'
import { startMatrixStage } from './stage.ts'
import { AUTO, NO_STORE, type Visit } from './visit.ts'

/*
 * Every way in which an app of Next.js can call fetch, by the table of what each is to look like: one row a call, as the
 * agent makes it, under the right request, with what is known of the caches and nothing that is not.
 */

/** Which visits of a group are made. */
export type Choice = (visit: Visit, group: string) => boolean

/** @param chosen default: all */
export function goThrough([version, mode]: Way, chosen?: Choice): void {
  const dev = mode !== 'start'
  const proxy = version === '15.5' && dev ? 'edge' : 'nodejs'
  const closed: { CLOSED_URL: string } = { CLOSED_URL: '' }
  beforeAll(async () => {
    closed.CLOSED_URL = `http://127.0.0.1:${await freePort()}`
  })
  const stage = startMatrixStage(
    [version, mode],
    async () => {
      const copy = await copyApp('e2e/apps/matrix', version)
      if (version === '15.5' && proxy === 'nodejs') {
        const runtime = "runtime: 'nodejs',"
        await copy.edit('middleware.ts', (text) => text.replace('matcher:', `${runtime} matcher:`))
      }
      return copy
    },
    closed,
  )

  /** Makes the visit, and compares what is told of it with what is expected, and with what the service has seen. */
  async function visit(visited: Visit): Promise<void> {
    const { traces, upstream, copy } = stage
    const before = upstream.reached.length
    const { fetches, response } = await make(visited)
    const { path, rows } = visited
    expect(response.status, path).toBeLessThan(400)
    const shown = fetches.map((span) => actualRow(span, traces.ownerOf(span)))
    const expected = rows.map((row) => expectedRow(row, upstream.url, dev ? copy.folder : undefined))
    expect(sorted(shown), path).toEqual(sorted(expected))
    expect(upstream.reached.slice(before).toSorted(), path).toEqual(rows.flatMap(requestsOf).toSorted())
  }

  async function make(visit: Visit): Promise<AnsweredTrace> {
    const { path, body, headers = {}, form, wait = 0, rows } = visit
    await new Promise((resolve) => setTimeout(resolve, wait))
    if (form !== undefined) return stage.traces.submit(path, 'Call', form, { fetches: rows.length })
    const init = body === undefined ? {} : { method: 'POST', body }
    return stage.traces.make(path, { ...init, headers }, rows.length)
  }

  const all = [...pages('closed:'), ...places({ dev }), ...runtimes({ version, dev, proxy })]
  const groups = all.map(({ name, visits }) => {
    return [name, visits.filter((visit) => chosen?.(visit, name) ?? true)] as const
  })

  test.each(groups.filter(([, visits]) => visits.length > 0))('%s', async (_name, visits) => {
    for (const visited of visits) {
      const rows = visited.rows.map((row) => ({
        ...row,
        url: row.url.replace(/^closed:/, closed.CLOSED_URL),
      }))
      await visit({ ...visited, rows })
    }
  })

  test.runIf(chosen === undefined)('draft mode', async () => {
    const { response } = await stage.traces.make('/draft/enable')
    const cookie = response.headers
      .getSetCookie()
      .map((text) => text.split(';')[0])
      .join('; ')
    await visit({
      path: '/page/force-cache',
      headers: { cookie },
      rows: [
        {
          url: '/json/force-cache',
          origin: 'server-component',
          mode: 'force-cache',
          cache: ['skip', 'draft mode'],
        },
      ],
    })
  })

  test.runIf(dev)('a refresh after an edit has what the page got before', async () => {
    const headers = { rsc: '1', 'next-hmr-refresh': '1' }
    const row = { url: '/json/refreshed', origin: 'server-component', mode: 'no-store' } as const
    const path = '/page/no-store?mark=refreshed'
    await visit({ path, rows: [{ ...row, cache: NO_STORE }] })
    const { response } = await stage.traces.make(path, { headers })
    // Version 16 redirects to the same address, with what it wants to see in it.
    const again = response.headers.get('location') ?? path
    await visit({
      path: again,
      headers,
      rows: [{ ...row, received: null, cache: ['hmr', 'cache: no-store'] }],
    })
  })

  // What the page's script tells does not depend on how Next.js was asked to bundle.
  test.runIf(mode === 'dev')('client component', async () => {
    const { app, collector, copy, traces, upstream } = stage
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      await page.goto(`${app.url}/client`, { waitUntil: 'networkidle' })
      await page.getByRole('button', { name: 'Ask' }).click()
      await page.getByText('plain').waitFor()
      const called = () =>
        collector
          .pageSpans()
          .filter(({ attributes }) => String(attributes['url.full']).endsWith('?mark=client'))
      await expect.poll(() => called().length).toBe(1)
      const [span] = called()
      expect(span).toMatchObject({
        kind: 'fetch',
        attributes: {
          'kymo.fetch.origin': 'client-component',
          'http.request.method': 'GET',
          'http.response.status_code': 200,
        },
      })
      // What it asked the server for, and what that asked for in turn.
      const { request, fetches } = await traces.read(span?.traceId ?? '', 1)
      expect(request).toMatchObject({ parentId: span?.spanId, name: 'GET /api/calls/[mode]' })
      expect(fetches.map((fetched) => actualRow(fetched, traces.ownerOf(fetched)))).toEqual([
        expectedRow({ url: '/json/client', origin: 'route-handler', cache: AUTO }, upstream.url, copy.folder),
      ])
    } finally {
      await browser.close()
    }
  })

  test('no call is told of late or twice', async () => {
    await stage.traces.make('/api/calls/plain?mark=last')
    stage.traces.expectNothingMore()
  })
}

/** In an order that does not depend on which of two calls at once came first. */
function sorted(rows: readonly Readonly<Record<string, unknown>>[]): unknown[] {
  return rows.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
}
