import { describe, expect, it } from 'vitest'
import { mistake, request } from './facts.ts'
import { source } from './fleet.ts'
import { part, server, serverNames, usePulseStage } from './pulse-stage.ts'
import { rows, search } from './stage.ts'

const GB = 1e9
const scene = usePulseStage()

describe('the pulse page', () => {
  it('says how to get a server here while there is none, and shows it when it comes', async () => {
    const { app, fleet, open } = await scene()
    const { page, problems } = await open()
    await page.getByText('No server tells of itself yet').waitFor()
    await page.getByText('KYMO_REDIS_URL').waitFor()
    await page.getByText('docs/pulse.md').waitFor()
    const footer = page.getByRole('contentinfo')
    await footer.getByText('0 processes seen').waitFor()
    await fleet.run('web-1')
    await server(page, 'web-1').waitFor()
    await footer.getByRole('link', { name: '1 process · pulse only' }).waitFor()
    expect(await footer.textContent()).not.toContain('kept')
    await app.send([request('/a')])
    await footer.getByText('1 process seen').waitFor()
    expect(problems).toEqual([])
  })

  it('claims on no other page that nothing was requested or failed while only the pulse is sent', async () => {
    const { app, fleet, open } = await scene()
    await fleet.run('web-1')
    const { page } = await open()
    await server(page, 'web-1').waitFor()
    await page.getByRole('link', { name: '1 process · pulse only' }).waitFor()
    const line = page.getByRole('img', { name: /in the last minute/ })
    await expect.poll(() => line.count()).toBe(0)
    for (const name of ['Activity', 'Performance', 'Errors']) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click()
      await page.getByText('Only the pulse comes here').waitFor()
    }
    await page.getByRole('link', { name: 'on the Pulse page' }).click()
    await server(page, 'web-1').waitFor()
    await app.send([request('/a')])
    await line.waitFor()
  })

  it('shows of a server what it tells, the fullest disk first', async () => {
    const { fleet, open } = await scene()
    const disks = [
      { path: '/', total: 100 * GB, free: 62 * GB },
      { path: '/data', total: 100 * GB, free: 7 * GB },
      { path: '/tmp', total: 100 * GB, free: 90 * GB },
    ]
    const system = { cpu_usage: 91, container: true, disks }
    await fleet.run('web-1', { system })
    await fleet.run(
      'web-1',
      { system, meta: { app_name: 'checkout', role: 'worker', version: '2.0.0' } },
      'web-1-worker',
    )
    const { page } = await open()
    const card = server(page, 'web-1')
    await expect.poll(() => card.textContent()).toContain('checkout')
    const text = await card.textContent()
    for (const words of [
      'shop',
      'production',
      'container',
      '2 processes',
      'up 3 d 12 h',
      'load 0.42',
      '+1 disk',
    ]) {
      expect(text).toContain(words)
    }
    expect(text).toMatch(/1\.4\.2, 2\.0\.0/)
    expect(await card.locator('.disk code').allTextContents()).toEqual(['/data', '/'])
    expect(await card.locator('.disk').first().textContent()).toMatch(/almost full.*93/)
    await card.getByRole('meter', { name: 'Memory' }).and(page.locator('[aria-valuenow="50"]')).waitFor()
    await expect.poll(() => card.locator('.sparkline path').first().getAttribute('d')).toContain('L')
  })

  it('lists the processes of all apps', async () => {
    const { fleet, open } = await scene()
    await fleet.run('web-1')
    await fleet.run('batch-1', { meta: { app_name: 'mail', role: 'worker', runtime: 'python', version: '' } })
    const { page } = await open()
    await expect.poll(() => rows(page, 'Processes').count()).toBe(2)
    const first = await rows(page, 'Processes').first().textContent()
    for (const words of [
      'mail',
      'worker',
      '4001',
      'batch-1',
      '41',
      '182',
      '91.0',
      '14.8',
      '1.2',
      '3 d 12 h',
      'python',
      'alive',
    ]) {
      expect(first).toContain(words)
    }
    await rows(page, 'Processes').last().click()
    await page.getByRole('complementary', { name: 'Server web-1' }).waitFor()
  })

  it('shows the score of each app with what it is made of, in words too', async () => {
    const { app, fleet, open } = await scene()
    await fleet.run('web-1')
    const send = app.sender({
      'service.name': 'shop',
      'service.instance.id': 'by-http',
      'deployment.environment.name': 'production',
    })
    await send(Array.from({ length: 20 }, (_, i) => request('/a', { duration: i === 0 ? 3000 : 40 })))
    const { page } = await open()
    const health = part(page, 'App health').locator('[data-app="shop@production"]')
    await expect.poll(() => health.textContent()).toContain('20 requests')
    expect(await health.textContent()).toMatch(/Healthy|Strained/)
    await health.getByRole('meter', { name: 'Health of shop' }).waitFor()
    const parts = health.getByRole('list').getByRole('listitem')
    await expect.poll(() => parts.count()).toBe(5)
    expect(await parts.first().textContent()).toMatch(/Availability.*35.*%.*100.*1 of 1 process answers/)

    const burdened = {
      system: { cpu_usage: 99 },
      process: { event_loop_delay: { p50: 90, p99: 900, max: 950 } },
    }
    await fleet.run('web-1', burdened)
    await expect.poll(() => health.textContent()).toMatch(/Strained|Degraded|Failing/)
    fleet.kill('web-1')
    await expect.poll(() => health.textContent()).toContain('lost')
  })

  it('shows requests and their percentiles over the chosen time', async () => {
    const { app, fleet, open } = await scene()
    await fleet.run('web-1')
    const now = Date.now()
    await app.send(
      Array.from({ length: 90 }, (_, i) =>
        request('/a', { start: now - 30_000 - i * 60_000, duration: 40 + (i % 7) * 10 }),
      ),
    )
    const { page } = await open()
    const traffic = part(page, 'Throughput and latency')
    const requests = async () => Number(await traffic.locator('dd').first().textContent())
    await expect.poll(requests).toBeGreaterThan(55)
    expect(await requests()).toBeLessThanOrEqual(61)
    await traffic.getByRole('img', { name: /Percentiles/ }).waitFor()
    await page.getByRole('button', { name: '6 h' }).click()
    await expect.poll(requests).toBe(90)
    expect(search(page).get('window')).toBe('6h')
    await page.reload()
    await expect.poll(requests).toBe(90)
  })

  it('leads from a slow request to its session, where the collector has it', async () => {
    const { app, fleet, open } = await scene()
    await fleet.run('web-1')
    const known = request('/search', { duration: 2400 })
    await app.send([known])
    await fleet.slow([
      { trace_id: known.traceId, headers: { 'user-agent': 'curl/8' } },
      { route: 'send-invoices', kind: 'job', duration: 61_000, timestamp: Date.now() - 60_000 },
    ])
    const { page } = await open()
    const slow = rows(page, 'Slow requests')
    await expect.poll(() => slow.filter({ hasText: 'send-invoices' }).count()).toBe(1)
    await slow.filter({ hasText: 'send-invoices' }).click()
    const drawer = page.getByRole('complementary', { name: 'Slow request' })
    await drawer.getByText('This collector has no facts').waitFor()
    await slow.filter({ hasText: 'web-1' }).filter({ hasText: '/search' }).first().click()
    await drawer.getByText('curl/8').waitFor()
    await drawer.getByRole('link', { name: 'Show in its session' }).click()
    await expect.poll(() => search(page).get('session')).toBe(known.spanId)
  })

  it('reads no list again for the detail of one of its rows', async () => {
    const { fleet, open } = await scene()
    await fleet.run('web-1')
    await fleet.slow([{}])
    await fleet.errors([{}])
    const { page } = await open()
    await rows(page, 'Slow requests').first().waitFor()
    await rows(page, 'Errors').first().waitFor()
    // Nothing is read now but what a click asks for.
    await page.keyboard.press('p')
    await page.getByRole('button', { name: 'Paused' }).waitFor()
    const asked: string[] = []
    page.on('request', (sent) => asked.push(new URL(sent.url()).pathname))
    await rows(page, 'Slow requests').first().click()
    await page.getByRole('complementary', { name: 'Slow request' }).getByText('Threshold').waitFor()
    await rows(page, 'Errors').first().click()
    await page.getByRole('complementary', { name: 'Error' }).getByText('First seen').waitFor()
    // The same error on its own page is looked for, and nothing else.
    await expect.poll(() => asked.filter((path) => path.startsWith('/api/errors/'))).toHaveLength(1)
    expect(asked.filter((path) => path.startsWith('/api/pulse'))).toEqual([])
  })

  it('counts an error once over all servers and shows its stack', async () => {
    const { fleet, open } = await scene()
    await fleet.run('web-1')
    await fleet.run('web-2')
    await fleet.errors([{ count: 40 }], 'web-1')
    await fleet.errors([{ count: 2 }], 'web-2')
    const { page } = await open()
    const errors = rows(page, 'Errors')
    await expect.poll(() => errors.first().textContent()).toMatch(/TypeErrorprice is undefined.*42/)
    await errors.first().click()
    const drawer = page.getByRole('complementary', { name: 'Error' })
    await drawer.getByText('web-1, web-2').waitFor()
    await drawer.getByText('src/price.ts:12:9').waitFor()
    expect(search(page).get('error')).toBe('e1')
    await page.reload()
    await drawer.getByText('src/price.ts:12:9').waitFor()
  })

  it('leads from an error to the same on the Errors page, where the collector has it', async () => {
    const { app, fleet, open } = await scene()
    await fleet.run('web-1')
    const root = request('/product/17')
    await app.send([root, mistake(root)])
    const { page } = await open()
    await rows(page, 'Errors').filter({ hasText: 'price is undefined' }).click()
    await page.getByRole('link', { name: 'Show on the Errors page' }).click()
    await page.waitForURL(/\/errors/)
    await page.getByRole('region', { name: 'Source' }).waitFor()
  })

  it('says which payloads it could not read', async () => {
    const { fleet, open } = await scene()
    await fleet.run('web-1')
    await fleet.write([['SET', 'pulse:server:old:7', '{"v":9}', 'EX', '30']])
    const { page } = await open()
    await page.getByRole('list', { name: 'Notices' }).getByText('could not be read').waitFor()
    await page.getByRole('button', { name: 'Show them' }).click()
    await page.getByRole('complementary', { name: 'Skipped payloads' }).getByText('PULSE_NEWER').waitFor()
  })

  it('is narrowed to an app, an environment or a name, as its address says', async () => {
    const { fleet, open } = await scene()
    await fleet.run('web-1')
    await fleet.run('web-2', { meta: { environment: 'staging' } })
    await fleet.run('mail-1', { meta: { app_name: 'mail' } })
    await fleet.slow([{ route: '/of-mail', source: source('mail-1', 'mail') }, { route: '/of-shop' }])
    const { page } = await open()
    await expect.poll(() => serverNames(page)).toEqual(['mail-1', 'web-1', 'web-2'])
    await page.getByRole('combobox', { name: 'App' }).click()
    await page.getByRole('option', { name: 'mail' }).click()
    await expect.poll(() => serverNames(page)).toEqual(['mail-1'])
    await expect.poll(() => rows(page, 'Slow requests').allTextContents()).toHaveLength(1)
    expect(search(page).get('app')).toBe('mail')
    await page.reload()
    await expect.poll(() => serverNames(page)).toEqual(['mail-1'])
    await page.goBack()
    await expect.poll(() => serverNames(page)).toEqual(['mail-1', 'web-1', 'web-2'])
    await page.getByRole('combobox', { name: 'Environment' }).click()
    await page.getByRole('option', { name: 'staging' }).click()
    await expect.poll(() => serverNames(page)).toEqual(['web-2'])
    await page.goBack()
    await page.getByRole('listbox').waitFor({ state: 'detached' })
    await page.keyboard.press('/')
    await page.keyboard.type('mail')
    await expect.poll(() => serverNames(page)).toEqual(['mail-1'])
  })
})
