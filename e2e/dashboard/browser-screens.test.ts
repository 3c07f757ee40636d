import type { Event, Span } from '@kymo/protocol'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { call, commit, component, components, leak, memory, signal, signals, vital } from './browser-facts.ts'
import { load } from './facts.ts'
import { useStage } from './stage.ts'

const stage = useStage()

const EVIL = '<img src=x onerror="window.harmed=1">'
const LONG = 'an-address-that-goes-on-and-on/'.repeat(5)

/** Of everything something, with names as long and as hostile as they come. */
function everything(): (Event | Span)[] {
  const { page, told } = load(`/${LONG}`)
  const where = { visitId: page.spanId, path: `/${LONG}` }
  return [
    told,
    ...(['LCP', 'INP', 'CLS', 'FCP', 'TTFB'] as const).map((name) =>
      vital(name, name === 'CLS' ? 0.4 : 5000, {
        ...where,
        attributes: { 'browser.web_vital.target': EVIL },
      }),
    ),
    components([
      component(EVIL, {
        renders: 50,
        wasted: 20,
        causes: { props: 20, state: 4, context: 3, parent: 20 },
        keys: [{ cause: 'props', key: EVIL, count: 20 }],
      }),
      component(`Very${'Long'.repeat(40)}`, { maxTime: 40, totalTime: 80, selfTime: 60, slow: 2 }),
    ]),
    commit(
      [
        { name: EVIL, depth: 0, kind: 'still' },
        {
          name: 'Part',
          depth: 1,
          kind: 'update',
          selfTime: 3,
          totalTime: 3,
          causes: ['context'],
          keys: [EVIL],
        },
      ],
      { duration: 3, ...where },
    ),
    signals(
      [
        signal(1, EVIL, { updates: 90, peak: 80, subscribers: 1, dependsOn: [2] }),
        signal(2, 'b', { kind: 'computed', dependsOn: [1] }),
      ],
      { cycles: [[1, 2]], ...where },
    ),
    memory(
      { used: 9e6, nodes: 400, listeners: 3, detached: 2, growth: 2e6 },
      { ...where, missing: ['page'] },
    ),
    memory(
      { used: 12e6, nodes: 410, listeners: 3, detached: 2, growth: 2e6 },
      { ...where, sizes: [{ name: EVIL, instances: 3, bytes: 4000 }] },
    ),
    leak('component', 9000, 40_000, { ...where, attributes: { 'kymo.leak.component': EVIL } }),
    call(page.spanId, `https://a-host-with-a-name-that-is-long.test/${LONG}?q=${encodeURIComponent(EVIL)}`, {
      attributes: { 'kymo.interaction': EVIL, 'http.response.status_code': 500 },
      status: 'error',
      phases: { wait: 2, dns: 5, connect: 5, tls: 5, request: 20, response: 10 },
    }),
  ]
}

/** Each page with what says that its figures are there, and with what opens its detail. */
const PAGES: readonly (readonly [path: string, shown: (page: Page) => Promise<void>])[] = [
  ['/browser', (page) => page.getByRole('grid', { name: 'Page loads that were not good' }).waitFor()],
  [
    '/browser/components',
    async (page) => {
      await page.getByRole('treeitem').nth(1).waitFor()
      await page.getByRole('grid', { name: 'Components' }).getByText('onerror').first().click()
      await page.getByRole('region', { name: 'What had changed' }).waitFor()
    },
  ],
  [
    '/browser/signals',
    async (page) => {
      await page.locator('[data-signal]').nth(1).waitFor()
      await page.getByRole('grid', { name: 'Signals' }).getByText('onerror').first().click()
      await page.getByText('It is in a cycle').waitFor()
    },
  ],
  ['/browser/memory', (page) => page.getByRole('list', { name: 'Suspected leaks' }).waitFor()],
  [
    '/browser/network',
    (page) => page.getByRole('grid', { name: 'Calls' }).getByText('an-address').first().waitFor(),
  ],
]

describe('the pages about browsers', () => {
  it.each([360, 1024, 2560])('fit into %i pixels, and show what is captured as text', async (width) => {
    const app = await stage.start()
    await app.sendFromPage(everything())
    const { page, problems } = await stage.open(app.collector.url, { viewport: { width, height: 800 } })
    for (const [path, shown] of PAGES) {
      await page.goto(`${app.collector.url}${path}`)
      await shown(page)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, path).toBeLessThanOrEqual(0)
    }
    expect(await page.evaluate(() => 'harmed' in window)).toBe(false)
    expect(await page.locator('img').count()).toBe(0)
    expect(problems).toEqual([])
  })

  it.each(['dark', 'light'] as const)('have no serious barrier in the %s theme', async (colorScheme) => {
    const app = await stage.start()
    await app.sendFromPage(everything())
    const { page } = await stage.open(app.collector.url, { colorScheme, reducedMotion: 'reduce' })
    for (const [path, shown] of PAGES) {
      await page.goto(`${app.collector.url}${path}`)
      await shown(page)
      expect(await barriers(page), path).toEqual([])
    }
  })

  it('take their app and time along, and bear any address', async () => {
    const app = await stage.start()
    await app.sendFromPage(everything())
    const { page, problems } = await stage.open(`${app.collector.url}/browser?window=24h&app=shop`)
    for (const name of ['Components', 'Signals', 'Memory', 'Network', 'Vitals']) {
      const link = page.getByRole('navigation', { name: 'Browser' }).getByRole('link', { name })
      await link.click()
      await expect.poll(() => link.getAttribute('data-status')).toBe('active')
      expect(new URL(page.url()).search).toBe('?window=24h&app=shop')
    }
    const evil =
      'window=9y&from=abc&page=%00&signal=x&commit=../x&by=evil&visit=1&zoom=9-1&vital=XYZ&sort=constructor&device=toaster'
    for (const [path] of PAGES) {
      await page.goto(`${app.collector.url}${path}?${evil}`)
      await page.getByRole('navigation', { name: 'Browser' }).waitFor()
    }
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('browser: mem')
    await expect.poll(() => page.getByRole('option').allTextContents()).toEqual(['Go to Browser: Memory'])
    await page.keyboard.press('Enter')
    await page.waitForURL('**/browser/memory')
    expect(problems).toEqual([])
  })
})
