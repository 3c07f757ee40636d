import { describe, expect, it } from 'vitest'
import { part, server, serverNames, usePulseStage } from './pulse-stage.ts'
import { rows, search } from './stage.ts'

const scene = usePulseStage()

describe('a server on the pulse page', () => {
  it('turns grey when it is lost and comes back by itself, without leaving its place', async () => {
    const { fleet, open } = await scene()
    for (const id of ['web-1', 'web-2', 'web-3']) await fleet.run(id)
    const { page } = await open()
    await expect.poll(() => serverNames(page)).toEqual(['web-1', 'web-2', 'web-3'])
    fleet.kill('web-2')
    const card = server(page, 'web-2')
    await expect.poll(() => card.getAttribute('data-state')).toBe('lost')
    await expect.poll(() => card.textContent()).toMatch(/lost since \d\d:\d\d:\d\d · (now|\d+ s ago)/)
    expect(await serverNames(page)).toEqual(['web-1', 'web-2', 'web-3'])
    await expect.poll(() => page.getByRole('status').allTextContents()).toContain('web-2 is lost')
    await expect
      .poll(() => rows(page, 'Processes').filter({ hasText: 'web-2' }).textContent())
      .toContain('lost')
    await expect.poll(() => part(page, 'App health').textContent()).toContain('2 of 3 processes answer')

    await page.getByRole('button', { name: '1 lost' }).click()
    await expect.poll(() => serverNames(page)).toEqual(['web-2'])
    await page.reload()
    await expect.poll(() => serverNames(page)).toEqual(['web-2'])
    await page.getByRole('button', { name: '1 lost' }).click()

    await fleet.run('web-2')
    await expect.poll(() => card.getAttribute('data-state')).toBe('alive')
    expect(await serverNames(page)).toEqual(['web-1', 'web-2', 'web-3'])
    await expect.poll(() => page.getByRole('status').allTextContents()).toContain('web-2 is back')
  })

  it('is named quietly when it has left', async () => {
    const { fleet, open } = await scene()
    await fleet.run('web-1')
    await fleet.run('web-2')
    const { page } = await open()
    await server(page, 'web-2').waitFor()
    await fleet.leave('web-2')
    await page.getByRole('button', { name: /web-2 left/ }).waitFor()
    expect(await serverNames(page)).toEqual(['web-1'])
    await page.getByRole('button', { name: /web-2 left/ }).click()
    await page.getByRole('complementary', { name: 'Server web-2' }).waitFor()
  })

  it('opens beside the others with its figures over time, by the keyboard alone', async () => {
    const { fleet, open } = await scene()
    for (const id of ['web-1', 'web-2', 'web-3']) await fleet.run(id)
    const { page } = await open()
    await server(page, 'web-3').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('complementary', { name: /^Server/ })
    await drawer.getByRole('heading', { name: 'web-2' }).waitFor()
    expect(search(page).get('server')).toBe('web-2')
    await drawer.getByRole('img', { name: /CPU over time/ }).waitFor()
    await drawer.getByRole('img', { name: /Event loop p99 over time/ }).waitFor()
    await drawer.getByRole('region', { name: 'Disks' }).waitFor()
    expect(await drawer.getByRole('region', { name: 'Processes' }).textContent()).toContain('shop')
    await expect.poll(() => drawer.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('j')
    await expect.poll(() => search(page).get('server')).toBe('web-3')
    await page.keyboard.press('Escape')
    await expect.poll(() => search(page).get('server')).toBeNull()
  })

  it('keeps its figures where they are while they change', async () => {
    const { fleet, open } = await scene()
    let cpu = 5
    await fleet.run('web-1', () => ({ system: { cpu_usage: cpu } }))
    await fleet.run('web-2')
    const { page } = await open()
    const figure = server(page, 'web-1').locator('.gauge-figure').first()
    await expect.poll(() => figure.textContent()).toContain('5')
    const before = await page.locator('[data-server], .gauge, .page-part').evaluateAll(places)
    cpu = 100
    await expect.poll(() => figure.textContent()).toContain('100')
    expect(await page.locator('[data-server], .gauge, .page-part').evaluateAll(places)).toEqual(before)
  })

  it('is a tile among very many', async () => {
    const { fleet, open } = await scene()
    await Promise.all(Array.from({ length: 59 }, (_, i) => fleet.run(`web-${i + 1}`)))
    await fleet.silent('web-60', 6_000)
    const { page, problems } = await open()
    await expect.poll(() => page.locator('[data-server]').count()).toBe(60)
    expect((await serverNames(page)).slice(0, 3)).toEqual(['web-1', 'web-2', 'web-3'])
    await expect.poll(() => server(page, 'web-60').getAttribute('data-state')).toBe('lost')
    expect(problems).toEqual([])
  })

  it('is shown again as it is when the collector was away', async () => {
    const { app, fleet, open, restart } = await scene()
    await fleet.run('web-1')
    const { page } = await open()
    await server(page, 'web-1').waitFor()
    await app.collector.close()
    await page.getByRole('button', { name: 'Reconnecting' }).waitFor()
    expect(await serverNames(page)).toEqual(['web-1'])
    await fleet.run('web-2')
    await restart()
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
    await expect.poll(() => serverNames(page)).toEqual(['web-1', 'web-2'])
  })

  it('stands still while the page is paused', async () => {
    const { fleet, open } = await scene()
    let cpu = 20
    await fleet.run('web-1', () => ({ system: { cpu_usage: cpu } }))
    const { page } = await open()
    const figure = server(page, 'web-1').locator('.gauge-figure').first()
    await expect.poll(() => figure.textContent()).toContain('20')
    await page.keyboard.press('p')
    await page.getByRole('button', { name: 'Paused' }).waitFor()
    cpu = 77
    await fleet.run('web-2')
    const { page: other } = await open()
    await expect.poll(() => server(other, 'web-1').textContent()).toContain('77')
    await server(other, 'web-2').waitFor()
    expect(await figure.textContent()).toContain('20')
    expect(await serverNames(page)).toEqual(['web-1'])
    await page.keyboard.press('p')
    await expect.poll(() => figure.textContent()).toContain('77')
    await server(page, 'web-2').waitFor()
  })
})

const places = (elements: Element[]) =>
  elements.map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return [x, y, width, height].map(Math.round).join(' ')
  })
