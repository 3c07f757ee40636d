import { expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { until } from '../support/shop.ts'
import type { Stage } from './stage.ts'

/** What a real browser does. */
export function inBrowser(stage: Stage): void {
  test('in a browser, a navigation and an action are told apart, and belong to the page they come from', async () => {
    const browser = await launchBrowser()
    const before = stage.collector.spans().length
    try {
      const page = await browser.newPage()
      await page.goto(stage.app.url)
      await page.click('a[href="/product/tide-clock"]')
      await page.getByRole('button', { name: 'Add to cart' }).click()
      await page.locator('.count', { hasText: '1' }).waitFor()
      await page.close()
    } finally {
      await browser.close()
    }
    const ofPurpose = (purpose: string) =>
      stage.collector
        .spans()
        .slice(before)
        .filter((span) => span.attributes['kymo.request.purpose'] === purpose)
    await until(async () => ofPurpose('action').length > 0)
    const [document] = ofPurpose('document')
    const [navigation] = ofPurpose('navigation')
    const [action] = ofPurpose('action')
    expect(document?.attributes['http.route']).toBe('/')
    expect(navigation?.attributes['http.route']).toBe('/product/[id]')
    expect(navigation?.attributes['url.query']).toBe('')
    expect(action).toMatchObject({ name: 'POST /product/[id]' })
    for (const purpose of ['document', 'navigation', 'action']) expect(ofPurpose(purpose)).toHaveLength(1)
    expect(ofPurpose('asset').length).toBeGreaterThan(5)
    const { actions, fetches } = await stage.traces.read(action?.traceId ?? '')
    expect(actions).toMatchObject([
      { name: '(inline)', status: 'ok', attributes: { 'kymo.action.kind': 'fetch' } },
    ])
    expect(fetches).toHaveLength(5)
    const pages = [document, navigation, action].map((span) => span?.attributes['next.html_request_id'])
    expect(new Set(pages).size).toBe(1)
    // Pages have ids in development.
    if (stage.mode === 'start') expect(pages[0]).toBeUndefined()
    else expect(pages[0]).toEqual(expect.any(String))
  })

  test('an action that redirects has succeeded, and shows the page that Next.js asked itself for', async () => {
    const browser = await launchBrowser()
    const before = stage.collector.spans().length
    try {
      const page = await browser.newPage()
      await page.goto(`${stage.app.url}/product/barometer`)
      await page.getByRole('button', { name: 'Add to cart' }).click()
      await page.locator('.count', { hasText: '1' }).waitFor()
      await page.goto(`${stage.app.url}/checkout`)
      await page.fill('input[name=name]', 'Ada')
      await page.getByRole('button', { name: 'Place the order' }).click()
      await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    } finally {
      await browser.close()
    }
    const placed = await until(async () =>
      stage.collector.spans().find((span, i) => i >= before && span.name === 'POST /checkout'),
    )
    const ofTrace = stage.collector.spans().filter((span) => span.traceId === placed.traceId)
    expect(ofTrace.find((span) => span.kind === 'action')).toMatchObject({
      name: 'placeOrder',
      status: 'ok',
    })
    const own = ofTrace.find((span) => span.attributes['kymo.fetch.origin'] === 'server')
    expect(own?.attributes['url.full']).toMatch(/\/checkout\/done\?order=\d+$/)
    expect(ofTrace.find((span) => span.parentId === own?.spanId)).toMatchObject({
      name: 'GET /checkout/done',
      attributes: { 'kymo.request.purpose': 'navigation' },
    })
    expect(stage.collector.events().filter((event) => event.traceId === placed.traceId)).toEqual([])
  })
}
