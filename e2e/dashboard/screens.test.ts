import type { Span } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { action, exception, load, mistake, outbound, render, request, visit } from './facts.ts'
import { rows, useStage } from './stage.ts'

const stage = useStage()

describe('every screen', () => {
  it('fits into 360 pixels', async () => {
    const app = await stage.start()
    const facts = visit()
    const root = facts[0] as Span
    await app.send([...facts, mistake(root)])
    const { page } = await stage.open(app.collector.url, { viewport: { width: 360, height: 740 } })
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    await rows(page, 'Recent sessions').first().waitFor()
    expect(await overflow()).toBeLessThanOrEqual(0)

    await rows(page, 'Recent sessions').first().click()
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    await timeline.getByText('/v1/intents').waitFor()
    expect(await overflow()).toBeLessThanOrEqual(0)

    await timeline.getByText('/v1/intents').click()
    const detail = page.getByRole('complementary', { name: 'Detail' })
    await detail.getByText('Request headers').or(detail.getByText('Attributes')).first().waitFor()
    expect((await detail.boundingBox())?.width).toBe(360)
    expect(await overflow()).toBeLessThanOrEqual(0)

    await page.goto(`${app.collector.url}/performance`)
    await rows(page, 'Routes').first().waitFor()
    expect(await overflow()).toBeLessThanOrEqual(0)

    await page.goto(`${app.collector.url}/errors`)
    await rows(page, 'Errors').first().click()
    const error = page.getByRole('complementary', { name: 'Error' })
    await error.getByRole('region', { name: 'Source' }).waitFor()
    expect((await error.boundingBox())?.width).toBe(360)
    expect(await overflow()).toBeLessThanOrEqual(0)
    for (const name of ['Theme', 'Search and commands']) {
      const box = await page.getByRole('button', { name }).boundingBox()
      expect((box?.x ?? 400) + (box?.width ?? 0), name).toBeLessThanOrEqual(360)
    }
  })

  it.each(['dark', 'light'] as const)('has no serious barrier in the %s theme', async (colorScheme) => {
    const app = await stage.start()
    const facts = visit()
    const root = facts[0]
    const { page } = await stage.open(app.collector.url, { colorScheme, reducedMotion: 'reduce' })
    await page.getByText('Nothing has happened yet').waitFor()
    expect(await barriers(page)).toEqual([])

    const visits = [load('/one', 'tab-1'), load('/two', 'tab-2')]
    await app.sendFromPage(visits.map(({ told }) => told))
    await app.send([
      ...visits.map((visited) => visited.page),
      ...facts,
      ...(root === undefined ? [] : [mistake(root)]),
      ...(root === undefined ? [] : [1, 2, 3, 4].map((step) => render(root, `step ${step}`, 'AppRender.x'))),
    ])
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    await timeline.getByText('/v1/intents').click()
    await page.getByRole('complementary', { name: 'Detail' }).getByText('Attributes').waitFor()
    await rows(page, 'Fetches').first().waitFor()
    expect(await barriers(page)).toEqual([])

    await page.getByRole('link', { name: 'Performance' }).click()
    await rows(page, 'Routes').first().click()
    await rows(page, 'Requests of the route').first().waitFor()
    expect(await barriers(page)).toEqual([])

    await page.getByRole('link', { name: /Errors/ }).click()
    await rows(page, 'Errors').first().click()
    await page.getByRole('region', { name: 'Source' }).waitFor()
    expect(await barriers(page)).toEqual([])

    await page.getByRole('link', { name: 'Activity' }).click()
    await page.getByRole('button', { name: /^View/ }).click()
    await page.getByRole('menuitemcheckbox').first().waitFor()
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')

    await page.keyboard.press('Control+k')
    await page.getByRole('option').first().waitFor()
    expect(await barriers(page)).toEqual([])
  })

  it('shows captured text as text and nothing else', async () => {
    const app = await stage.start()
    const evil = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'
    const root = request(`/${evil}`, {
      name: evil,
      status: 'error',
      attributes: {
        'http.route': `/${evil}`,
        'http.response.status_code': 500,
        'http.request.header.referer': 'javascript:window.harmed=1',
        'http.request.header.x-evil': evil,
        'kymo.cache.reason': evil,
        constructor: evil,
        __proto__: evil,
      },
    })
    await app.send([
      root,
      outbound(root, 'http://h.test/', { name: evil, attributes: { 'url.full': `javascript:${evil}` } }),
      action(root, evil, { attributes: { 'code.file.path': evil } }),
      exception(root, evil, `${evil}\u202e\u0000${'long '.repeat(3000)}`),
    ])
    const { page, problems } = await stage.open(`${app.collector.url}/?session=${root.spanId}`)
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    await timeline.getByText('onerror').first().click()
    await page.getByRole('complementary', { name: 'Detail' }).getByText('x-evil').waitFor()
    for (const tab of ['Server actions', 'Errors'])
      await page.getByRole('tab', { name: new RegExp(tab) }).click()
    await page.goto(`${app.collector.url}/performance`)
    await rows(page, 'Routes').first().click()
    await rows(page, 'Requests of the route').first().waitFor()
    expect(await page.evaluate(() => 'harmed' in window)).toBe(false)
    expect(await page.locator('img, a[href^="javascript:"]').count()).toBe(0)
    expect(problems).toEqual([])
  })
})
