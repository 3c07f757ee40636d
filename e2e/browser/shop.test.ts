import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  BrowserComponents,
  ErrorEvent,
  RuntimeSnapshot,
  SessionDetail,
  SessionEvent,
} from '@kymo/protocol'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { repository } from '../support/processes.ts'
import { copyShop, type KymoDev, startKymoDev, startUpstream, stopKymoDev } from '../support/shop.ts'

/* The shop under `kymo dev`, which names its signals and knows nothing else of Kymo, with a page more that fails. */

const FAULTY = `'use client'
import { Component, type ReactNode, useState } from 'react'

class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  state = { failed: false }
  static getDerivedStateFromError = () => ({ failed: true })
  render = () => (this.state.failed ? <p id="caught">Caught</p> : this.props.children)
}

function Price({ fail }: { fail: boolean }) {
  if (fail) throw new RangeError('no price in the browser')
  return <p>9.99</p>
}

export default function FaultyPage() {
  const [fail, setFail] = useState(false)
  return (
    <>
      <Boundary>
        <Price fail={fail} />
      </Boundary>
      <button id="render" type="button" onClick={() => setFail(true)}>Render</button>
      <button id="throw" type="button" onClick={() => { throw new TypeError('thrown by a click') }}>Throw</button>
      <button id="ask" type="button" onClick={() => { void fetch('/api/products/hand-lens/stock') }}>Ask for stock</button>
      <button id="reject" type="button" onClick={() => { void Promise.reject(new Error('rejected by a click')) }}>Reject</button>
    </>
  )
}
`

let upstream: Awaited<ReturnType<typeof startUpstream>>
let shop: Awaited<ReturnType<typeof copyShop>>
let kymo: KymoDev
let browser: Browser
let page: Page
const printed: string[] = []

beforeAll(async () => {
  ;[upstream, shop, browser] = await Promise.all([startUpstream(), copyShop(), launchBrowser()])
  await mkdir(join(shop.folder, 'app/faulty'))
  await writeFile(join(shop.folder, 'app/faulty/page.tsx'), FAULTY)
  kymo = await startKymoDev(shop.folder, { env: { UPSTREAM_URL: upstream.url } })
  page = await browser.newPage({ colorScheme: 'dark', viewport: { width: 1200, height: 760 } })
  page.on('console', (message) => printed.push(`${message.type()}: ${message.text()}`))
})
afterAll(async () => {
  await browser?.close()
  if (kymo !== undefined) await stopKymoDev(kymo)
  await upstream?.process.stop()
  await shop?.remove()
})

const sessions = async () => (await kymo.get<RuntimeSnapshot>('/api/runtime')).sessions
const newest = async (url: string): Promise<SessionEvent | undefined> =>
  (await sessions()).find((session) => session.url === url)
const panel = () => page.locator('kymo-panel .sheet')

/** A picture of the page as it is: into `docs/images` with `KYMO_PICTURES=docs/images`, else for whoever looks. */
async function picture(name: string): Promise<void> {
  const folder = join(repository, process.env.KYMO_PICTURES ?? 'test-results')
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

describe.sequential('the shop in a browser, under kymo dev', () => {
  test('a load is one session, which the page’s own script belongs to', async () => {
    await page.goto(`${kymo.app}/`)
    await expect.poll(async () => (await newest('/'))?.visit?.type).toBe('load')
    const opened = (await sessions()).filter(({ visit }) => visit !== null)
    expect(opened).toHaveLength(1)
    expect(opened[0]).toMatchObject({ opener: 'document', route: '/', statusCode: 200 })
  })

  test('a change of page is the next session, with its data, its fetch in the browser and what that caused', async () => {
    await page.locator('a[href="/product/hand-lens"]').first().click()
    await page.getByText(/in stock/).waitFor()
    const found = async () => {
      const session = await newest('/product/hand-lens')
      return session?.fetches.find(({ origin }) => origin === 'client-component') && session
    }
    await expect.poll(found).toBeDefined()
    const session = (await found()) as SessionEvent
    expect(session).toMatchObject({ opener: 'navigation', visit: { type: 'push' }, statusCode: 200 })
    const call = session.fetches.find(({ origin }) => origin === 'client-component')
    expect(call?.url).toBe(`${kymo.app}/api/products/hand-lens/stock`)
    await expect
      .poll(async () => {
        const { spans } = await kymo.get<SessionDetail>(`/api/sessions/${session.id}`)
        return spans.find(({ parentId, kind }) => parentId === call?.id && kind === 'request')?.attributes[
          'url.path'
        ]
      })
      .toBe('/api/products/hand-lens/stock')
    expect(session.requests.map(({ purpose }) => purpose)).toContain('navigation')
    await page.keyboard.press('Alt+KeyK')
    await expect.poll(() => panel().locator('.fetch').count()).toBe(5)
    await picture('panel')
    await page.keyboard.press('Alt+KeyK')
  })

  test('components that Next.js brings along are told from the shop’s own', async () => {
    const told = async () => (await kymo.get<BrowserComponents>('/api/browser/components')).components
    const names = async (library: true | undefined) =>
      (await told()).filter((component) => component.library === library).map(({ name }) => name)
    // A link is the shop's: it is what the shop made of Next's component.
    await expect.poll(() => names(undefined)).toEqual(expect.arrayContaining(['LinkComponent', 'StockLevel']))
    const nexts = [
      'AppRouter',
      'Router',
      'HotReload',
      'SegmentViewNode',
      'OuterLayoutRouter',
      'LoadingBoundary',
    ]
    expect(await names(true)).toEqual(expect.arrayContaining(nexts))
    expect((await names(undefined)).filter((name) => nexts.includes(name))).toEqual([])
  })

  test('back and forth are visits of their own, and an edit is none', async () => {
    await page.goBack()
    await expect.poll(async () => (await newest('/'))?.visit?.type).toBe('traverse')
    const before = (await sessions()).length
    const file = join(shop.folder, 'app/page.tsx')
    await writeFile(file, (await readFile(file, 'utf8')).replace(/<h1[^>]*>[^<]*/, '<h1>Edited just now'))
    await page.getByText('Edited just now').waitFor()
    await page.evaluate(() => fetch('/api/products/hand-lens/stock'))
    await expect.poll(async () => (await newest('/'))?.counts.fetches).toBeGreaterThan(0)
    expect(await sessions()).toHaveLength(before)
  })

  test('what fails in the browser is told once each, with the way in which it was seen', async () => {
    await page.goto(`${kymo.app}/faulty`)
    await page.locator('#throw').click()
    await page.locator('#reject').click()
    await page.locator('#render').click()
    await page.locator('#caught').waitFor()
    const errors = async () =>
      ((await newest('/faulty'))?.errors ?? [])
        .map(
          ({ mechanism, type, message, escaped }: ErrorEvent) => `${mechanism} ${type} ${message} ${escaped}`,
        )
        .sort()
    await expect
      .poll(errors)
      .toEqual([
        'promise Error rejected by a click true',
        'react RangeError no price in the browser false',
        'window TypeError thrown by a click true',
      ])
    const [error] = (await newest('/faulty'))?.errors ?? []
    expect(error?.stack).not.toContain('__kymo')
  })

  test('a click, the call that it made, the request that this became and what that asked for are one timeline', async () => {
    await page.locator('#ask').click()
    const chain = async () => {
      const { spans } = await kymo.get<SessionDetail>(`/api/sessions/${(await newest('/faulty'))?.id}`)
      const parents = new Map(spans.map(({ id, parentId }) => [id, parentId]))
      const isBelow = (id: string, above: string) => {
        let at = parents.get(id)
        while (at != null && at !== above) at = parents.get(at)
        return at === above
      }
      const below = (above: { readonly id: string } | undefined, kind: string) =>
        above && spans.find((span) => span.kind === kind && isBelow(span.id, above.id))
      const click = spans.find(
        ({ kind, name }) => kind === 'measure' && name === 'click button “Ask for stock”',
      )
      const call = below(click, 'fetch')
      const request = below(call, 'request')
      return [click, call, request, below(request, 'fetch')].map((span) => span?.kind)
    }
    await expect.poll(chain).toEqual(['measure', 'fetch', 'request', 'fetch'])
  })

  test('the panel shows the visit, and leads to it in the dashboard', async () => {
    await page.keyboard.press('Alt+KeyK')
    await expect.poll(() => panel().locator('.figures').innerText()).toMatch(/3\s+errors/)
    await expect.poll(() => panel().innerText()).toContain('thrown by a click')
    const [dashboard] = await Promise.all([
      page.context().waitForEvent('page'),
      panel().getByText('Open in the dashboard').click(),
    ])
    await expect.poll(() => dashboard.getByRole('main').innerText()).toContain('/faulty')
    expect(new URL(dashboard.url()).searchParams.get('session')).toBe((await newest('/faulty'))?.id)
    await dashboard.close()
  })

  test('the signals of its search are a graph in the dashboard, with what is typed and found', async () => {
    await page.goto(`${kymo.app}/search`)
    await page.getByRole('searchbox').pressSequentially('brass', { delay: 30 })
    await page.getByRole('list', { name: /found/ }).getByRole('link').first().waitFor()
    const dashboard = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await dashboard.goto(`${kymo.url}/browser/signals`)
    await expect.poll(() => dashboard.locator('.graph-edge').count()).toBe(4)
    const row = (name: string) =>
      dashboard.getByRole('grid', { name: 'Signals' }).getByRole('row', { name: new RegExp(`${name}\\b`) })
    for (const name of ['words', 'found', 'count', 'SearchBox']) await row(name).first().waitFor()
    // React in development makes a second set, which nothing uses; what updates most stands first.
    await expect.poll(() => row('words').first().innerText()).toMatch(/signal\s+5\b/)
    await dashboard.goto(`${kymo.url}/browser/network?q=/api/search`)
    await dashboard.getByText('type in “Search the catalogue”').first().waitFor()
    await dashboard.close()
  })

  test('nothing of it disturbs React or fills the console', () => {
    expect(printed.filter((line) => /hydrat|kymo|4600|CORS|404/i.test(line))).toEqual([])
  })
})
