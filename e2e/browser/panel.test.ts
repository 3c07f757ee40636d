import type { AxeResults } from 'axe-core'
import type { BrowserContextOptions } from 'playwright-core'
import { expect, test } from 'vitest'
import { AXE } from '../support/axe.ts'
import { quietSession, shopSession } from './session.ts'
import { startApp } from './stage.ts'
import { useStand } from './stand.ts'

const HTML =
  '<main><h1>Shop</h1><label>Search <input id="search"></label><button id="buy">Buy</button></main>'
const HOSTILE_STYLES = `* { color: rgb(255, 0, 0) !important; display: inline !important; font-size: 40px } button { position: static !important }`

const stand = useStand({ html: HTML })

const open = async (to = '/product/17', options: BrowserContextOptions = {}) => {
  await stand.open(to, options)
  await stand.page.locator('kymo-panel').waitFor({ state: 'attached' })
  await expect.poll(() => stand.collector.streams).toBeGreaterThan(0)
}
const visit = () => String(stand.collector.spans('navigation').at(-1)?.attributes['kymo.visit.id'])
const badge = () => stand.page.locator('kymo-panel .badge')
const sheet = () => stand.page.locator('kymo-panel .sheet')
const box = async (where = stand.page) => {
  const found = await where.locator('kymo-panel').boundingBox()
  if (found === null) throw new Error('There is no panel to be seen.')
  return found
}
const cornerOf = () => stand.page.locator('kymo-panel').getAttribute('data-corner')

test('the badge says how long the visit took and whether something failed; opened, it says the rest', async () => {
  await open()
  stand.collector.show(quietSession(visit()))
  await expect.poll(() => badge().innerText()).toBe('83.1 ms')
  stand.collector.show(shopSession(visit()))
  await expect.poll(() => badge().innerText()).toMatch(/^413 ms\s1$/)
  await badge().click()
  await expect.poll(() => sheet().locator('.fetch').count()).toBe(5)
  const rows = await sheet().locator('.fetch').allInnerTexts()
  expect(rows.map((row) => row.split(/\s+/).join(' '))).toEqual([
    '200 /api/stock?id=17 localhost:3000 – 36.2 ms',
    '503 /v2/recommendations?for=17 api.example.com miss 1.24 s',
    '201 POST /cart/items localhost:4701 skip 37.2 ms',
    '200 /products/17/reviews?page=2&sort=newest localhost:4701 stale 24.8 ms',
    '200 /products/17 localhost:4701 hit 800 µs',
  ])
  expect(await sheet().locator('.figure').allInnerTexts()).toEqual([
    '4\nrequests',
    '7\nfetches',
    '1\naction',
    '1\nerror',
  ])
  expect(await sheet().locator('.action').innerText()).toContain('addToCart')
  expect(await sheet().locator('.problem').innerText()).toContain('components/price.tsx:14')
  expect(await sheet().getByText('Open in the dashboard').getAttribute('href')).toBe(
    `${stand.collector.url}/?session=${visit()}`,
  )
  expect(await sheet().locator('.fetch').first().getAttribute('href')).toMatch(
    /&detail=[0-9a-f]{32}-[0-9a-f]{16}$/,
  )
  stand.collector.show(quietSession(visit()))
  await expect.poll(() => sheet().innerText()).toContain('No fetches in this visit.')
  expect(stand.printed).toEqual([])
})

test('it follows the page to its next visit', async () => {
  await open()
  stand.collector.show(shopSession(visit()))
  await stand.page.keyboard.press('Alt+KeyK')
  await expect.poll(() => sheet().innerText()).toContain('/product/[id]')
  const before = visit()
  await stand.page.evaluate(() => history.pushState(null, '', '/about'))
  await expect.poll(visit).not.toBe(before)
  expect(await sheet().innerText()).toContain('Nothing of this visit has arrived yet.')
  stand.collector.show(quietSession(visit()))
  await expect.poll(() => sheet().innerText()).toContain('/about')
})

test('the shortcut opens and closes it, but not for who is writing; Escape closes it and gives the focus back', async () => {
  await open()
  await stand.page.locator('#search').focus()
  await stand.page.keyboard.press('Alt+KeyK')
  expect(await sheet().isVisible()).toBe(false)
  await stand.page.locator('#buy').focus()
  await stand.page.keyboard.press('Alt+KeyK')
  await sheet().waitFor()
  expect(await stand.page.evaluate(() => document.activeElement?.tagName)).toBe('KYMO-PANEL')
  await stand.page.keyboard.press('Escape')
  await badge().waitFor()
  expect(await stand.page.evaluate(() => document.activeElement?.id)).toBe('buy')
})

test('it is dragged into a corner, also by keys, and stays there open for the next page', async () => {
  await open()
  const { width, height } = stand.page.viewportSize() ?? { width: 0, height: 0 }
  const at = await box()
  expect([at.x + at.width, at.y + at.height]).toEqual([width - 16, height - 16])
  await stand.page.mouse.move(at.x + 10, at.y + 10)
  await stand.page.mouse.down()
  await stand.page.mouse.move(200, 100, { steps: 5 })
  await stand.page.mouse.up()
  await expect.poll(async () => (await box()).x).toBe(16)
  expect((await box()).y).toBe(16)
  expect(await sheet().isVisible()).toBe(false)
  await badge().click()
  await sheet().locator('.grip').focus()
  await stand.page.keyboard.press('ArrowRight')
  await stand.page.keyboard.press('ArrowDown')
  expect(await cornerOf()).toBe('bottom-right')
  await stand.page.keyboard.press('ArrowUp')
  await stand.page.reload()
  await sheet().waitFor()
  expect(await cornerOf()).toBe('top-right')
  expect((await box()).y).toBe(16)
})

test('it changes nothing of the page: layout, styles, focus order, accessibility, listeners', async () => {
  const bare = await startApp(undefined, { html: HTML })
  const look = async (url: string, withPanel: boolean, opened = false) => {
    if (withPanel) await open(url)
    else await stand.open(url)
    if (opened) await stand.page.keyboard.press('Alt+KeyK')
    await stand.page.evaluate(AXE)
    const seen = await stand.page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } }
      const { violations, incomplete } = await axe.run()
      const place = (selector: string) =>
        JSON.stringify(document.querySelector(selector)?.getBoundingClientRect())
      return {
        broken: violations.map(({ id, nodes }) => `${id} ${nodes.length}`),
        unsure: incomplete.map(({ id, nodes }) => `${id} ${nodes.length}`),
        places: ['h1', '#search', '#buy', 'body', 'html'].map(place),
        scroll: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
      }
    })
    return seen
  }
  const without = await look(`${bare.url}/`, false)
  const tree = await stand.page.locator('html').ariaSnapshot()
  await stand.context.close()
  expect(await look(`${stand.app.url}/`, true)).toEqual(without)
  expect(await stand.page.locator('html').ariaSnapshot()).toBe(tree)

  // From the last of the page's own places Tab leads out of it.
  await stand.page.locator('#buy').focus()
  await stand.page.keyboard.press('Tab')
  expect(await stand.page.evaluate(() => document.activeElement?.tagName)).not.toBe('KYMO-PANEL')

  // The page's own styles do not reach it, nor do its events reach the page.
  await stand.page.addStyleTag({ content: HOSTILE_STYLES })
  expect(await badge().evaluate((element) => getComputedStyle(element).fontSize)).toBe('12px')
  expect(
    await stand.page.locator('kymo-panel').evaluate((element) => getComputedStyle(element).display),
  ).toBe('block')
  await stand.page.evaluate(() => {
    for (const type of ['click', 'pointerdown', 'keydown'])
      document.addEventListener(type, () => document.body.setAttribute('data-heard', type))
  })
  await badge().click()
  await stand.page.keyboard.press('Escape')
  expect(await stand.page.evaluate(() => document.body.dataset.heard)).toBeUndefined()
  await stand.context.close()
  // Opened, it is part of what is read, and as sound as the page; axe can not tell its ground, which is not the page's.
  const opened = await look(`${stand.app.url}/`, true, true)
  expect({ ...opened, unsure: without.unsure }).toEqual(without)
  expect(opened.unsure.every((rule) => rule.startsWith('color-contrast'))).toBe(true)
  await bare.close()
})

test('opened, it says how healthy the page is, and of what that is made', async () => {
  await stand.serve({
    html: HTML,
    answer: (request, response) => response.writeHead(request.path === '/broken' ? 500 : 200).end('{}'),
  })
  await open()
  stand.collector.show(shopSession(visit()))
  await stand.page.evaluate(async () => {
    for (const path of ['/a', '/b', '/c', '/d', '/e', '/f', '/g', '/broken']) await fetch(path)
  })
  await stand.page.locator('#buy').focus()
  await stand.page.keyboard.press('Alt+KeyK')
  const health = sheet().locator('.health')
  const score = () => health.locator('.state b').innerText()
  const part = (name: string) => health.locator('.part', { hasText: name })
  const shown = () =>
    stand.page.evaluate(() => {
      const monitor = (window as unknown as Record<symbol, { healthFigures(): unknown } | undefined>)[
        Symbol.for('kymo.network-monitor')
      ]
      return monitor?.healthFigures()
    })
  await expect.poll(shown).toEqual({ network: { calls: 8, failed: 1, slow: 0 } })
  expect(await health.locator('ul').isVisible()).toBe(false)
  // By keys, as by the mouse.
  await sheet().locator('summary').focus()
  await stand.page.keyboard.press('Enter')
  await expect
    .poll(() => part('Network').innerText())
    .toMatch(/^Network ×2\s+of 8 calls 1 failed, 0 slow\s+50$/)
  expect(await part('Network').locator('.status').getAttribute('title')).toBe('Degraded')
  const parts = await health.locator('.part').evaluateAll((rows) =>
    rows.map((row) => ({
      weight: Number(/×(\d)/.exec(row.textContent ?? '')?.[1]),
      score: Number(row.querySelector('b')?.textContent),
    })),
  )
  const weight = parts.reduce((sum, part) => sum + part.weight, 0)
  const mean = parts.reduce((sum, part) => sum + part.weight * part.score, 0) / weight
  // Each of them is rounded.
  expect(Math.abs(Number(await score()) - mean)).toBeLessThanOrEqual(1)
  expect(await health.locator('.state').innerText()).toMatch(/^(Healthy|Strained|Degraded|Failing)\s*\d+$/)
  // It follows the page, and keeps what is focused.
  await stand.page.evaluate(async () => {
    for (let time = 0; time < 8; time++) await fetch('/broken')
  })
  await expect.poll(() => part('Network').innerText()).toMatch(/of 16 calls 9 failed, 0 slow\s+0$/)
  expect(
    await stand.page.evaluate(() => document.querySelector('kymo-panel')?.shadowRoot?.activeElement?.tagName),
  ).toBe('SUMMARY')
})

test('on a small screen all of it can be reached, with the parts of the score shown', async () => {
  await open()
  stand.collector.show(shopSession(visit()))
  await stand.page.keyboard.press('Alt+KeyK')
  await stand.page.evaluate(() => {
    const figures = {
      vitals: { LCP: 12_345, INP: 1234, CLS: 0.123 },
      errors: { visits: 1, errors: 123 },
      network: { calls: 12_345, failed: 1234, slow: 1234 },
      mainThread: { observed: 123_456, blocked: 12_345 },
      components: { renders: 123_456, wasted: 12_345, slow: 1234 },
      memory: { growth: 12_345_678 },
      signals: { excessive: 12, cycles: 12 },
    }
    for (const name of ['component-tracker', 'network-monitor', 'performance-monitor', 'vitals'])
      Reflect.set(window, Symbol.for(`kymo.${name}`), { healthFigures: () => figures })
  })
  await sheet().locator('.health summary').click()
  await expect.poll(() => sheet().locator('.part').count()).toBe(7)
  for (const [width, height] of [
    [320, 320],
    [568, 280],
    [320, 568],
  ] as const) {
    await stand.page.setViewportSize({ width, height })
    const box = await sheet().evaluate((sheet) => {
      const { left, right, top, bottom } = sheet.getBoundingClientRect()
      const inside = (element: Element | null) => {
        const rect = element?.getBoundingClientRect()
        return !!rect && rect.height > 0 && rect.top >= top && rect.bottom <= bottom && rect.right <= right
      }
      const reachable = (element: Element | null | undefined) => {
        element?.scrollIntoView({ block: 'nearest' })
        return inside(element ?? null)
      }
      const scrolled = [...sheet.querySelectorAll('.part')].map(reachable)
      return {
        within: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight,
        parts: scrolled.every(Boolean),
        body:
          (sheet.querySelector('.body')?.clientHeight ?? 0) > 40 &&
          reachable(sheet.querySelector('.body')?.lastElementChild),
        close: inside(sheet.querySelector('.close')),
        footer: inside(sheet.querySelector('footer a')),
        wide: [...sheet.querySelectorAll('.health, .body, .part')].some(
          ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
        ),
      }
    })
    expect([width, height, box]).toEqual([
      width,
      height,
      { within: true, parts: true, body: true, close: true, footer: true, wide: false },
    ])
  }
})

test('a page whose monitors are switched off has no score to show', async () => {
  await stand.serve({
    html: HTML,
    attributes: 'data-kymo-off="performance,components,signals,memory,network,errors"',
  })
  await open()
  expect(
    await stand.page.evaluate(() =>
      [
        'component-tracker',
        'memory-profiler',
        'network-monitor',
        'performance-monitor',
        'error-reporter',
      ].filter((name) => Symbol.for(`kymo.${name}`) in window),
    ),
  ).toEqual([])
  stand.collector.show(quietSession(visit()))
  await stand.page.keyboard.press('Alt+KeyK')
  // What the vitals of the page are is known in any case.
  const parts = () => sheet().locator('.health .part').allTextContents()
  await expect.poll(async () => (await parts()).filter((text) => !text.startsWith('Vitals'))).toEqual([])
})

test('it keeps to its corner, and to its own direction, whatever the page does with its root', async () => {
  await open()
  await badge().waitFor()
  await stand.page.addStyleTag({
    content: 'html { transform: translate(60px, 80px) scale(.8) rotate(3deg); will-change: transform }',
  })
  await stand.page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  })
  await stand.page.keyboard.press('Alt+KeyK')
  const box = await sheet().boundingBox()
  const size = stand.page.viewportSize()
  expect([(box?.x ?? 0) + (box?.width ?? 0), (box?.y ?? 0) + (box?.height ?? 0)]).toEqual([
    (size?.width ?? 0) - 16,
    (size?.height ?? 0) - 16,
  ])
  expect(await sheet().evaluate((element) => getComputedStyle(element).direction)).toBe('ltr')
})

test('dark and light follow the system, and it is not printed', async () => {
  await open('/product/17', { colorScheme: 'light' })
  await badge().waitFor()
  const ground = () => badge().evaluate((element) => getComputedStyle(element).backgroundColor)
  expect(await ground()).toBe('rgb(251, 250, 247)')
  await stand.page.emulateMedia({ colorScheme: 'dark' })
  expect(await ground()).toBe('rgb(19, 18, 17)')
  await stand.page.emulateMedia({ media: 'print' })
  expect(await badge().isVisible()).toBe(false)
})

test('all tabs share one connection, and when the tab that has it closes another takes over', async () => {
  await open()
  const first = stand.page
  const firstVisit = visit()
  const second = await stand.context.newPage()
  await second.goto(`${stand.app.url}/second`)
  await second.locator('kymo-panel').waitFor({ state: 'attached' })
  await expect.poll(visit).not.toBe(firstVisit)
  const secondVisit = visit()
  expect(stand.collector.streams).toBe(1)
  stand.collector.show(quietSession(secondVisit))
  await expect.poll(() => second.locator('kymo-panel .badge').innerText()).toBe('83.1 ms')
  expect(await first.locator('kymo-panel .badge').innerText()).toBe('')
  await first.close()
  await expect
    .poll(() => stand.collector.reads.filter((read) => read.startsWith('/api/stream')).length)
    .toBe(2)
  await expect.poll(() => stand.collector.streams).toBe(1)
  stand.collector.show(shopSession(secondVisit))
  await expect.poll(() => second.locator('kymo-panel .badge').innerText()).toContain('413 ms')
})

test('a framework that makes the document anew does not lose it', async () => {
  await open()
  await stand.page.evaluate(() => document.querySelector('kymo-panel')?.remove())
  await expect.poll(() => stand.page.locator('kymo-panel').count()).toBe(1)
  await stand.page.evaluate(() => {
    document.documentElement.replaceWith(document.documentElement.cloneNode(false))
    document.documentElement.append(document.createElement('body'))
  })
  await expect.poll(() => stand.page.locator('kymo-panel').count()).toBe(1)
  await stand.page.evaluate(() => document.querySelector('kymo-panel')?.remove())
  await expect.poll(() => stand.page.locator('kymo-panel').count()).toBe(1)
})

test('when the collector goes it says so, and when it is back it is as before', async () => {
  await open()
  stand.collector.show(shopSession(visit()))
  await badge().click()
  const id = visit()
  await stand.collector.close()
  await expect.poll(() => sheet().innerText()).toContain('The collector does not answer.')
  await stand.collectAgain()
  await expect.poll(() => stand.collector.streams).toBe(1)
  stand.collector.show(quietSession(id))
  await expect.poll(() => sheet().innerText()).toContain('No fetches in this visit.')
  expect(await sheet().innerText()).not.toContain('does not answer')
})

test('in a frame there is none, but what the frame does is seen', async () => {
  await open()
  await stand.page.evaluate(() => {
    const frame = document.createElement('iframe')
    frame.src = '/framed'
    document.body.append(frame)
  })
  await expect.poll(() => stand.collector.spans('navigation').map(({ name }) => name)).toContain('/framed')
  expect(await stand.page.frameLocator('iframe').locator('kymo-panel').count()).toBe(0)
})
