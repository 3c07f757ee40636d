import type { FetchEvent, SessionDetail, SessionEvent } from '@kymo/protocol'
import type { Browser, Page as Tab } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { copyShop, type KymoDev, runtime, startKymoDev, startUpstream, stopKymoDev } from './support/shop.ts'

/*
 * Two people's tabs in the shop at once, under `kymo dev -- next dev`: who caused what. The tabs are of one browser, with
 * the same address, the same referer and the same pages open.
 */

const PAGE = '/search'
const CALLS = 50

let upstream: Awaited<ReturnType<typeof startUpstream>>
let shop: Awaited<ReturnType<typeof copyShop>>
let kymo: KymoDev
let browser: Browser
let tabs: readonly [Tab, Tab]
let visits: readonly [string, string]

beforeAll(async () => {
  ;[upstream, shop, browser] = await Promise.all([startUpstream(), copyShop(), launchBrowser()])
  kymo = await startKymoDev(shop.folder, { env: { UPSTREAM_URL: upstream.url } })
  const people = await browser.newContext()
  tabs = [await people.newPage(), await people.newPage()]
})
afterAll(async () => {
  await browser?.close()
  if (kymo !== undefined) await stopKymoDev(kymo)
  await upstream?.process.stop()
  await shop?.remove()
})

const sessions = async () => (await runtime(kymo)).sessions
const session = async (id: string): Promise<SessionEvent> =>
  (await kymo.get<SessionDetail>(`/api/sessions/${id}`)).session
const queryOf = (url: string) => new URL(url, kymo.app).searchParams.get('q')
const called = ({ fetches }: SessionEvent, origin: FetchEvent['origin']) =>
  fetches.filter((fetch) => fetch.origin === origin && queryOf(fetch.url) !== null)

/** The shop's own search, called by the page's script as often as asked, all at once. */
function search(tab: Tab, name: string): Promise<void> {
  return tab.evaluate(
    async ([name, count]) => {
      const words = Array.from({ length: count }, (_, i) => `${name}-${i}`)
      await Promise.all(words.map((word) => fetch(`/api/search?q=${word}`).then((answer) => answer.text())))
    },
    [name, CALLS] as const,
  )
}

const words = (name: string) => Array.from({ length: CALLS }, (_, i) => `${name}-${i}`).sort()

describe.sequential('two tabs of one browser', () => {
  test('open the same page as two sessions', async () => {
    await Promise.all(tabs.map((tab) => tab.goto(kymo.app + PAGE)))
    const opened = async () => (await sessions()).filter(({ url, visit }) => url === PAGE && visit !== null)
    await expect.poll(async () => (await opened()).length).toBe(2)
    const [a, b] = await opened()
    expect(a?.visit?.tab).not.toBe(b?.visit?.tab)
    const ids = await Promise.all(
      tabs.map((tab) =>
        tab.evaluate(() => {
          const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
          return load?.serverTiming.find(({ name }) => name === 'kymo')?.description.split('-')[1] ?? ''
        }),
      ),
    )
    expect([a?.id, b?.id].sort()).toEqual([...ids].sort())
    visits = [ids[0] as string, ids[1] as string]
  })

  test('keep their calls apart, a hundred at once, down to what the server fetched for each', async () => {
    await Promise.all([search(tabs[0], 'ash'), search(tabs[1], 'oak')])
    for (const [id, name] of [
      [visits[0], 'ash'],
      [visits[1], 'oak'],
    ] as const) {
      await expect.poll(async () => called(await session(id), 'client-component').length).toBe(CALLS)
      await expect.poll(async () => called(await session(id), 'route-handler').length).toBe(CALLS)
      const own = await session(id)
      for (const origin of ['client-component', 'route-handler'] as const) {
        expect(
          called(own, origin)
            .map(({ url }) => queryOf(url))
            .sort(),
        ).toEqual(words(name))
      }
      const asked = own.requests.filter(({ route }) => route === '/api/search')
      expect(asked.map(({ url }) => queryOf(url)).sort()).toEqual(words(name))
    }
  })

  test('leave a request that no page made a session of its own, whatever referer it has', async () => {
    const stranger = await fetch(`${kymo.app}/api/search?q=curl`, { headers: { referer: kymo.app + PAGE } })
    expect(stranger.ok).toBe(true)
    await expect
      .poll(async () => (await sessions()).find(({ url }) => url === '/api/search?q=curl'))
      .toMatchObject({ opener: 'request', visit: null, counts: { requests: 1, fetches: 1 } })
  })

  test('go on to other pages, each change of page one session', async () => {
    const before = new Set((await sessions()).map(({ id }) => id))
    for (const tab of tabs) await tab.locator('a[href="/"]').first().click()
    for (const tab of tabs) await tab.waitForURL(`${kymo.app}/`)
    const added = async () => (await sessions()).filter(({ id }) => !before.has(id))
    await expect
      .poll(async () => (await added()).map(({ url, opener, visit }) => [url, opener, visit?.type]))
      .toEqual([
        ['/', 'navigation', 'push'],
        ['/', 'navigation', 'push'],
      ])
    const [a, b] = await added()
    expect(a?.visit?.tab).not.toBe(b?.visit?.tab)
    // A visit that came before is not changed by what comes after.
    const totals = await Promise.all(visits.map(async (id) => (await session(id)).counts.fetches))
    expect(totals[0]).toBe(totals[1])
  })

  test('run their server actions in the sessions that invoked them', async () => {
    await tabs[0].goto(`${kymo.app}/product/sextant`)
    await tabs[1].goto(`${kymo.app}/product/hand-lens`)
    for (const tab of tabs) await tab.waitForLoadState('networkidle')
    await Promise.all(
      tabs.map((tab) =>
        tab
          .getByRole('button', { name: /add to (cart|basket)/i })
          .first()
          .click(),
      ),
    )
    const actionsOf = async (path: string) =>
      (await sessions())
        .filter(({ url }) => url === path)
        .flatMap(({ actions }) => actions.map(({ kind, status }) => `${kind} ${status}`))
    for (const path of ['/product/sextant', '/product/hand-lens'])
      await expect.poll(() => actionsOf(path)).toEqual(['fetch ok'])
  })
})
