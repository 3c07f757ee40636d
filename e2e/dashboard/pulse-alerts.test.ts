import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { request } from './facts.ts'
import { part, server, usePulseStage } from './pulse-stage.ts'

const scene = usePulseStage()
const CPU = { name: 'CPU is high', when: 'cpu', above: 80, for: 0, cooldown: 0 } as const

let receiver: Server
let told: string[]
let status: number

beforeEach(async () => {
  told = []
  status = 200
  receiver = createServer(async (incoming, response) => {
    let body = ''
    for await (const chunk of incoming) body += chunk
    told.push((JSON.parse(body) as { text: string }).text)
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
})
afterEach(() => new Promise((resolve) => receiver.close(resolve)))

const webhook = () => ({ url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/secret` })

describe('alerts on the pulse page', () => {
  it('come, say how it is now, and go into what was before', async () => {
    const { app, fleet, open } = await scene()
    app.collector.setAlerts({ rules: [CPU], webhooks: [webhook()] })
    let cpu = 94
    await fleet.run('web-1', () => ({ system: { cpu_usage: cpu } }))
    const { page, problems } = await open()
    const banner = part(page, 'Firing alerts')
    await banner.getByText('web-1: CPU 94 % (over 80 %)').waitFor()
    await expect.poll(() => banner.textContent()).toMatch(/CPU is high.*94 % over 80 %.*since/)
    cpu = 88
    await banner.getByText('web-1: CPU 88 % (over 80 %)').waitFor()
    expect(await page.locator('.alert-line').count()).toBe(1)

    await page.getByRole('button', { name: /^Alerts/ }).click()
    const drawer = page.getByRole('complementary', { name: 'Alerts' })
    await drawer.getByText('CPU over 80 %').waitFor()
    await drawer.getByText('1 message sent').waitFor()
    expect(await drawer.textContent()).toMatch(/firing.*CPU is high/)
    cpu = 20
    await banner.waitFor({ state: 'detached' })
    await drawer.getByText('web-1: CPU 20 % (was over 80 % for').waitFor()
    await drawer.getByText('Nothing fires.').waitFor()
    await expect.poll(() => told.length).toBe(2)
    await drawer.getByText('2 messages sent').waitFor()
    expect(await page.content()).not.toContain('/secret')
    expect(problems).toEqual([])
  })

  it('of other apps are left out when the page is narrowed, those of its processes are not', async () => {
    const { app, fleet, open } = await scene()
    app.collector.setAlerts({
      rules: [
        { name: 'Lost', when: 'server-lost' },
        { ...CPU, app: 'api' },
      ],
    })
    await fleet.run('web-1')
    // A process beside others that are heard is missed later than a server.
    await fleet.silent('web-1', 16_000, { meta: { role: 'worker' } }, 'web-1-worker-7')
    await fleet.run('api-1', { system: { cpu_usage: 90 }, meta: { app_name: 'api' } })
    const { page } = await open('?app=shop')
    await server(page, 'web-1').waitFor()
    const banner = part(page, 'Firing alerts')
    await banner.getByText('web-1: process 4007 of shop@production is lost').waitFor()
    expect(await page.locator('.alert-line').count()).toBe(1)
    await page.goto(`${app.collector.url}/pulse`)
    await expect.poll(() => page.locator('.alert-line').count()).toBe(2)
    await fleet.run('web-1', { meta: { role: 'worker' } }, 'web-1-worker-7')
    await expect.poll(() => page.locator('.alert-line').count()).toBe(1)
  })

  it('of the traffic of an app are told as those of its servers are, and webhooks that fail say why', async () => {
    status = 404
    const { app, fleet, open } = await scene()
    const rule = { name: 'Errors', when: 'error-rate', above: 10, for: 0, minRequests: 4 } as const
    app.collector.setAlerts({ rules: [rule], webhooks: [webhook(), { url: `${webhook().url}/other` }] })
    await fleet.run('web-1')
    const { page, problems } = await open('?panel=alerts')
    await server(page, 'web-1').waitFor()
    const failure = () => request('/', { status: 'error', attributes: { 'http.response.status_code': 500 } })
    await app.send([request('/'), request('/'), failure(), failure()])
    await part(page, 'Firing alerts').getByText('50 % of 4 requests failed (over 10 %)').waitFor()
    await expect.poll(() => page.getByText('answered 404.').count()).toBe(2)
    expect(problems).toEqual([])
  })
})
