import type { Page as ListPage, RequestEvent, SessionDetail, SessionSummary } from '@kymo/protocol'
import type { Browser, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type AppCopy, copyApp } from '../support/next-app.ts'
import { type KymoDev, startKymoDev, stopKymoDev } from '../support/shop.ts'
import { Client } from './client.ts'
import { type CountingUpstream, startCountingUpstream } from './counting-upstream.ts'
import { countBy } from './counts.ts'
import { edit, SOURCES } from './edits.ts'

/*
 * A page that stays open while the app is edited is one session: it keeps its requests, those that hot reload makes are
 * marked, and whoever else asks the app meanwhile has sessions of their own.
 */

const EDITS = 20

let upstream: CountingUpstream
let copy: AppCopy
let kymo: KymoDev
let browser: Browser

beforeAll(async () => {
  ;[upstream, copy, browser] = await Promise.all([
    startCountingUpstream(),
    copyApp('e2e/apps/hmr'),
    launchBrowser(),
  ])
  kymo = await startKymoDev(copy.folder, { env: { UPSTREAM_URL: upstream.url } })
})

afterAll(async () => {
  await browser?.close()
  if (kymo !== undefined) await stopKymoDev(kymo)
  await upstream?.close()
  await copy?.remove()
})

test('a page open over 20 edits is one session, with its hot reloads marked', {
  timeout: 600_000,
}, async () => {
  /** What the browser asked, in the order of the documents that it loaded. */
  const asked: Request[][] = []
  const page = await browser.newPage()
  page.on('request', (request) => {
    if (!isApps(request)) return
    if (request.isNavigationRequest()) asked.push([])
    asked.at(-1)?.push(request)
  })
  const updates = page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived'))
  await page.goto(kymo.app)
  // A page that is edited before it is alive, or before it hears of edits, is loaded anew by Next.js.
  await updates
  await page.waitForFunction(() => {
    const button = document.querySelector('button')
    return button !== null && Object.keys(button).some((key) => key.startsWith('__reactProps'))
  })
  const others = new Client(kymo.app)
  const shown = SOURCES.filter(({ name }) => ['page', 'layout', 'shared', 'client'].includes(name))
  for (let number = 1; number <= EDITS; number++) {
    const mark = await edit(copy.folder, shown[number % shown.length] as (typeof shown)[number], number)
    await others.ask('handler')
    await page.getByText(mark).first().waitFor({ timeout: 30_000 })
    if (number % 5 === 0) await page.getByRole('button', { name: 'Save' }).click()
  }
  await expect
    .poll(async () => (await Promise.all(asked.map(purposes))).at(-1)?.['action POST /'])
    .toBe(EDITS / 5)
  const expected = await Promise.all(asked.map(purposes))
  await page.close()
  expect(expected).toHaveLength(1)
  expect(expected[0]).toMatchObject({ 'document GET /': 1, 'action POST /': EDITS / 5 })
  expect(expected[0]?.['hmr GET /']).toBeGreaterThan(EDITS / 2)
  await expect.poll(countedSessions).toEqual({
    pages: expected,
    others: Array.from({ length: EDITS }, () => ({ 'data GET /api/handler': 1 })),
  })
  expect(others.sent).toHaveLength(EDITS)
})

/** Not the framework's own, nor the agent's. */
function isApps(request: Request): boolean {
  const { origin, pathname } = new URL(request.url())
  return origin === kymo.app && !/^\/(_next|__nextjs|__kymo|favicon)/.test(pathname)
}

async function purposes(requests: readonly Request[]): Promise<Readonly<Record<string, number>>> {
  const names = await Promise.all(
    requests.map(async (request) => {
      const headers = await request.allHeaders()
      const purpose = request.isNavigationRequest()
        ? 'document'
        : 'next-action' in headers
          ? 'action'
          : 'next-hmr-refresh' in headers
            ? 'hmr'
            : 'rsc' in headers
              ? 'navigation'
              : 'data'
      return `${purpose} ${request.method()} ${new URL(request.url()).pathname}`
    }),
  )
  return countBy(names, (name) => name)
}

/** The requests of each session, by what they were for; oldest first. */
async function countedSessions() {
  const { rows } = await kymo.get<ListPage<SessionSummary>>('/api/sessions?limit=500')
  const sessions = await Promise.all(
    rows.map(({ id }) => kymo.get<SessionDetail>(`/api/sessions/${id}?spans=0`)),
  )
  const summaries = sessions
    .toSorted((a, b) => a.session.startTime - b.session.startTime)
    .map(({ session }) => ({
      opener: session.opener,
      counts: countBy(session.requests.filter(isCounted), nameOf),
    }))
  return {
    pages: summaries.filter(({ opener }) => opener !== 'request').map(({ counts }) => counts),
    others: summaries.filter(({ opener }) => opener === 'request').map(({ counts }) => counts),
  }
}

const isCounted = ({ purpose }: RequestEvent) => purpose !== 'asset' && purpose !== 'internal'
const nameOf = ({ purpose, method, url }: RequestEvent) => `${purpose} ${method} ${url.split('?')[0]}`
