import { browserKey, type Collector, createCollector } from '@kymo/server'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { serve } from '../support/installed.ts'
import type { AppCopy, NextMode, NextVersion } from '../support/next-app.ts'
import type { Running } from '../support/processes.ts'
import { startUpstream } from '../support/shop.ts'
import { installed, probe, probeServed, takeOut, tellersOf } from './installed-app.ts'
import { whatItTells } from './told.ts'

/* Kymo in the app's code, as docs/install.md says: no preload, no `kymo dev`. */

const preload = new URL('../../packages/next/dist/register.js', import.meta.url).href

describe.each<readonly [NextVersion, NextMode]>([
  ['16.4', 'dev-webpack'],
  ['15.5', 'dev'],
])('next %s %s', (version, mode) => {
  let copy: AppCopy
  beforeAll(async () => {
    copy = await installed(version)
  })
  afterAll(() => copy?.remove())

  whatItTells(() => copy.folder, mode, version)
})

/* One app, served in one way after the other. */
describe('next 16.4 dev', () => {
  let copy: AppCopy
  beforeAll(async () => {
    copy = await installed('16.4')
  })
  afterAll(() => copy?.remove())

  describe('by itself', () => {
    const served = whatItTells(() => copy.folder, 'dev', '16.4')

    test('a probe of its process sees the agent', async () => {
      expect(await probe(served.url)).toMatchObject({ symbols: expect.arrayContaining([expect.anything()]) })
    })
  })

  describe('beside kymo dev', () => {
    let upstream: Awaited<ReturnType<typeof startUpstream>>
    let browser: Browser
    let collector: Collector
    let app: { url: string; process: Running }
    const token = 'beside-kymo-dev'

    beforeAll(async () => {
      ;[upstream, browser, collector] = await Promise.all([
        startUpstream(),
        launchBrowser(),
        createCollector({ port: 0, token, openReads: true, allowAppOrigins: true }),
      ])
      app = await serve(copy.folder, 'dev', '16.4', {
        NODE_OPTIONS: `--import=${preload}`,
        KYMO_URL: collector.url,
        KYMO_TOKEN: token,
        KYMO_BROWSER_KEY: browserKey(token),
        KYMO_ENV: 'development',
        UPSTREAM_URL: upstream.url,
      })
      await app.process.printed(/Ready in/)
    })

    afterAll(async () => {
      await app?.process.stop()
      await collector?.close()
      await browser?.close()
      await upstream?.process.stop()
    })

    const read = async (path: string) => (await fetch(collector.url + path)).json()

    test('there is one agent: a request and its fetch are told once', async () => {
      const counts = async () => {
        const { totalRequests } = await read('/api/performance/metrics?window=all')
        const { total } = await read('/api/fetches?window=all')
        return { requests: totalRequests, fetches: total }
      }
      // What is told of the first twice is there when all of the second is: agents send in order.
      for (const asked of [1, 2]) {
        await fetch(`${app.url}/item/${asked}`, {
          headers: { 'sec-fetch-dest': 'document', accept: 'text/html' },
        })
        await expect.poll(counts).toEqual({ requests: asked, fetches: asked })
      }
      expect(await read('/api/status')).toMatchObject({ instances: [{ app: 'documented' }] })
    })

    test('the page starts once, by the script that was put in', async () => {
      const page = await browser.newPage()
      try {
        const said: string[] = []
        page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
        const tellers = tellersOf(page)
        await page.goto(app.url)
        await expect.poll(tellers).toEqual(['browser documented'])
        await page.getByRole('link', { name: 'An item' }).click()
        await page.getByText('1 ').first().waitFor()
        expect(tellers()).toHaveLength(1)
        expect(said.filter((line) => /^(error|warning)/.test(line) && !line.includes('404'))).toEqual([])
      } finally {
        await page.close()
      }
    })

    test('and by the import in instrumentation-client, where that did not come through', async () => {
      const page = await browser.newPage()
      try {
        await page.route('**/__kymo/client.js', (route) => route.abort())
        const tellers = tellersOf(page)
        await page.goto(app.url)
        await expect
          .poll(() =>
            page.evaluate(
              () => (window as unknown as { [key: symbol]: unknown })[Symbol.for('kymo.page')] !== undefined,
            ),
          )
          .toBe(true)
        await expect.poll(tellers).toEqual(['browser documented'])
      } finally {
        await page.close()
      }
    })
  })

  // In production, also where it is switched off though it has somewhere to tell.
  test('with nowhere to tell, nothing of the process is changed', async () => {
    const nowhere = await probeServed(copy.folder, 'dev', '16.4', {})
    await takeOut(copy)
    expect(nowhere).toEqual(await probeServed(copy.folder, 'dev', '16.4', {}))
  })
})
