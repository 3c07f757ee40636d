import { launch } from 'puppeteer-core'
import { expect, test } from 'vitest'
import { CHROMIUM } from '../../tests/support/chromium.mjs'
import { startApp, startPageCollector } from './stage.ts'

const HTML = `<main><h1>Things</h1><a href="/next">Next</a></main>
  <script>
    if (document.prerendering) fetch('/ahead' + location.pathname)
    if (location.pathname === '/') {
      const rules = document.createElement('script')
      rules.type = 'speculationrules'
      rules.textContent = '{"prerender":[{"urls":["/next","/never"],"eagerness":"immediate"}]}'
      document.head.append(rules)
    }
  </script>`

test('a page that is rendered ahead is a visit when it is shown, and none when it never is', async () => {
  const collector = await startPageCollector()
  const app = await startApp(collector.url, { html: HTML })
  // Playwright's pages are rendered ahead by nobody.
  const browser = await launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage()
    await page.goto(app.url)
    const ahead = () => app.requests.map(({ path }) => path).filter((path) => path.startsWith('/ahead'))
    await expect.poll(() => ahead().sort()).toEqual(['/ahead/never', '/ahead/next'])
    await expect.poll(() => collector.spans('navigation').map(({ name }) => name)).toEqual(['/'])
    await page.click('a')
    const vitals = () =>
      collector.facts.filter(
        ({ attributes }) => attributes['browser.web_vital.navigation_type'] === 'prerender',
      )
    await expect.poll(() => vitals().length).toBeGreaterThan(0)
    expect(collector.spans('navigation').map(({ name }) => name)).toEqual(['/', '/next'])
    const visit = collector.spans('navigation').at(-1)?.attributes['kymo.visit.id']
    expect(vitals()[0]?.attributes['kymo.visit.id']).toBe(visit)
    await expect.poll(() => page.evaluate(() => document.querySelector('kymo-panel') !== null)).toBe(true)
  } finally {
    await browser.close()
    await Promise.all([app.close(), collector.close()])
  }
})
