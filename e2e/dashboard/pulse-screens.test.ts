import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { busyFleet } from './busy-fleet.ts'
import { part, server, usePulseStage } from './pulse-stage.ts'
import { rows } from './stage.ts'

const scene = usePulseStage()
/** Pictures take minutes, since the lines in them have to grow. */
const FOR_DOCS = process.env.KYMO_PICTURES !== undefined

describe('the pulse page', () => {
  it.each(['dark', 'light'] as const)('has no serious barrier in the %s theme', async (colorScheme) => {
    const { fleet, open } = await scene()
    await fleet.run('web-1', { system: { cpu_usage: 97 } })
    await fleet.silent('web-2', 6_000)
    await fleet.slow([{}])
    await fleet.errors([{}])
    await fleet.write([['SET', 'pulse:server:old:7', '{"v":9}', 'EX', '30']])
    const { page } = await open('', { colorScheme, reducedMotion: 'reduce' })
    await rows(page, 'Processes').first().waitFor()
    await rows(page, 'Errors').first().waitFor()
    await expect.poll(() => server(page, 'web-2').getAttribute('data-state')).toBe('lost')
    expect(await barriers(page)).toEqual([])

    await server(page, 'web-2').click()
    await page.getByRole('complementary').getByRole('img').first().waitFor()
    expect(await barriers(page)).toEqual([])
    for (const list of ['Slow requests', 'Errors']) {
      await rows(page, list).first().click()
      await page
        .getByRole('complementary')
        .getByText('Server')
        .or(page.getByText('First seen'))
        .first()
        .waitFor()
      expect(await barriers(page)).toEqual([])
    }
    await page.getByRole('button', { name: 'Show them' }).click()
    await page.getByText('PULSE_NEWER').waitFor()
    expect(await barriers(page)).toEqual([])
    await page.getByRole('button', { name: 'For a display on a wall' }).click()
    await page.getByRole('banner').waitFor({ state: 'detached' })
    expect(await barriers(page)).toEqual([])
  })

  it.each([360, 400])('fits into %i pixels', async (width) => {
    const { fleet, open } = await scene()
    const name = 'ip-10-24-118-203.eu-central-1.compute.internal.example'
    await fleet.run(name, { meta: { version: '2025.11.20-rc.4+sha.0123456789abcdef' } })
    await fleet.run('web-2')
    await fleet.slow([{ route: '/a/very/long/route/of/which/there/is/no/end/in/sight/:id' }], name)
    await fleet.errors([{ message: 'a message that is far too long for any phone '.repeat(20) }])
    const { page } = await open('', { viewport: { width, height: 800 } })
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    const cut = () =>
      page.locator('.page-scroll').evaluate((element) => element.scrollWidth - element.clientWidth)
    await server(page, name).waitFor()
    await rows(page, 'Processes').first().waitFor()
    expect([await overflow(), await cut()]).toEqual([0, 0])
    for (const link of await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').all()) {
      const box = await link.boundingBox()
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
    }
    for (const control of ['Theme', 'Search and commands']) {
      const box = await page.getByRole('button', { name: control }).boundingBox()
      expect((box?.x ?? width) + (box?.width ?? 0), control).toBeLessThanOrEqual(width)
    }
    await server(page, name).click()
    const drawer = page.getByRole('complementary')
    await drawer.getByRole('img').first().waitFor()
    expect((await drawer.boundingBox())?.width).toBe(width)
    expect(await overflow()).toBe(0)
  })

  it.each([
    [1920, 1080],
    [2560, 1440],
  ])('is read from afar on a wall of %i × %i, whole and without what is around it', async (width, height) => {
    const { app, fleet, open } = await scene()
    const { traffic } = await busyFleet(app, fleet)
    await traffic()
    const { page } = await open('?wall=1', { viewport: { width, height } })
    await server(page, 'web-1').waitFor()
    await page.getByText('6 servers').first().waitFor()
    expect(await page.getByRole('navigation').count()).toBe(0)
    const size = await server(page, 'web-1')
      .locator('.gauge-figure')
      .first()
      .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))
    expect(size).toBeGreaterThanOrEqual(width / 55)
    await expectWhole(page)
    const routes = await page.locator('.slowest-routes').evaluate((table) => {
      const { right, bottom } = table.getBoundingClientRect()
      const places = [...table.querySelectorAll('tbody tr')].map((row) => row.getBoundingClientRect())
      const inSight = places.filter((place) => place.left < right && place.top < bottom)
      return { inSight: inSight.length, cut: inSight.some((place) => place.bottom > bottom + 1) }
    })
    expect(routes.inSight).toBeGreaterThanOrEqual(3)
    expect(routes.cut).toBe(false)
    await page.keyboard.press('Escape')
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  })

  it.each([
    [1366, 768],
    [1280, 720],
  ])('is whole on a small wall of %i × %i, while alerts fire', async (width, height) => {
    const { app, fleet, open } = await scene()
    app.collector.setAlerts({ rules: [{ name: 'CPU', when: 'cpu', above: 1, for: 0 }] })
    const { traffic } = await busyFleet(app, fleet)
    await traffic()
    const { page } = await open('?wall=1', { viewport: { width, height } })
    await page.getByText(/and \d more alerts/).waitFor()
    await expectWhole(page)
    const cut = await page
      .locator('.traffic-totals dd')
      .evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.textContent))
    expect(cut).toEqual([])
  })

  it('is read on a phone even as it is for a wall', async () => {
    const { app, fleet, open } = await scene()
    app.collector.setAlerts({ rules: [{ name: 'CPU', when: 'cpu', above: 1, for: 0 }] })
    await fleet.run('web-1')
    const { page } = await open('?wall=1', { viewport: { width: 400, height: 800 } })
    await page.locator('.alert-line').waitFor()
    await page.locator('.app-health').waitFor()
    const places = await page.evaluate(() =>
      ['.alert-line', '.server', '.app-health'].map((part) => {
        const { top, bottom, width } = (document.querySelector(part) as Element).getBoundingClientRect()
        return { top, bottom, width }
      }),
    )
    for (const [index, { top, width }] of places.entries()) {
      expect(top).toBeGreaterThanOrEqual(places[index - 1]?.bottom ?? 0)
      expect(width).toBeGreaterThan(380)
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
    expect(
      await page.locator('.page-scroll').evaluate((element) => element.scrollWidth - element.clientWidth),
    ).toBe(0)
  })

  it.skipIf(!FOR_DOCS)(
    'is shown in the docs as it is: calm, with a server that is lost, and under load',
    async () => {
      const { app, fleet, open } = await scene()
      const { traffic, load } = await busyFleet(app, fleet)
      app.collector.setAlerts({
        rules: [
          { name: 'Server lost', when: 'server-lost' },
          { name: 'Slow for too many', when: 'p95', above: 1000, for: 4 },
        ],
      })
      const { page } = await open('', { viewport: { width: 1440, height: 1000 } })
      await grown(page, 110)
      await traffic()
      await expect.poll(() => part(page, 'Throughput and latency').textContent()).toMatch(/Requests1,\d/)
      await expect.poll(() => part(page, 'App health').textContent()).toMatch(/\d+ requests/)
      await picture(page, 'pulse-calm')

      fleet.kill('web-2')
      fleet.kill('web-2-worker')
      await expect.poll(() => server(page, 'web-2').getAttribute('data-state')).toBe('lost')
      await expect.poll(() => part(page, 'App health').textContent()).toContain('lost')
      await picture(page, 'pulse-lost')

      await load()
      await expect.poll(() => server(page, 'web-2').getAttribute('data-state')).toBe('alive')
      await expect.poll(() => part(page, 'App health').textContent()).toMatch(/Strained|Degraded|Failing/)
      await grown(page, 135)
      await picture(page, 'pulse-load')
    },
    900_000,
  )
})

/** Resolves when all of it is there and nothing is left to scroll to. */
async function expectWhole(page: Page): Promise<void> {
  await page.getByRole('columnheader', { name: 'Slowest routes' }).waitFor()
  await rows(page, 'Slow requests').first().waitFor()
  await rows(page, 'Errors').first().waitFor()
  await expect
    .poll(() => page.locator('.page-scroll').evaluate((e) => e.scrollHeight - e.clientHeight))
    .toBeLessThanOrEqual(0)
  // Nobody scrolls a list there, so its last row in sight is a whole one.
  const cutRows = await page.locator('.part-rows .data-grid').evaluateAll((grids) =>
    grids.flatMap((grid) => {
      const { bottom } = grid.getBoundingClientRect()
      const rows = [...grid.querySelectorAll('.grid-body > [role=row]')].map((row) =>
        row.getBoundingClientRect(),
      )
      return rows.filter((row) => row.top < bottom - 1 && row.bottom > bottom + 1).length
    }),
  )
  expect(cutRows.filter((count) => count > 0)).toEqual([])
  expect(cutRows.length).toBeGreaterThan(0)
}

/** Resolves when the sparklines have so many points. */
async function grown(page: Page, least: number): Promise<void> {
  const points = async () => {
    const path = await server(page, 'web-1').locator('.sparkline path').nth(1).getAttribute('d')
    return path?.split('L').length ?? 0
  }
  await expect.poll(points, { timeout: 400_000 }).toBeGreaterThanOrEqual(least)
}

/** A picture of the page as it is: into `docs/images` with `KYMO_PICTURES=docs/images`. */
async function picture(page: Page, name: string): Promise<void> {
  const repository = fileURLToPath(new URL('../..', import.meta.url))
  const folder = join(repository, process.env.KYMO_PICTURES as string)
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
