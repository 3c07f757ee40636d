import type { AlertStatus, Alerts, PulseSnapshot } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CollectorOptions } from '../../src/collector-options.ts'
import type { TestCollector } from '../../src/testing/collector.ts'
import { EventStream } from '../../src/testing/event-stream.ts'
import { page, T } from '../../src/testing/facts.ts'
import { FleetStand } from '../../src/testing/fleet-stand.ts'
import { Receiver } from '../../src/testing/receiver.ts'

const WAIT = { timeout: 20_000, interval: 100 }
const CPU = { name: 'CPU', when: 'cpu', above: 80, for: 0, cooldown: 0 } as const

const stand = new FleetStand()
let receiver: Receiver
let beating: NodeJS.Timeout | undefined
let cpu = 10

beforeEach(async () => {
  receiver = await Receiver.start()
  cpu = 10
})
afterEach(async () => {
  clearInterval(beating)
  beating = undefined
  await receiver.stop()
})

const start = (options: Partial<CollectorOptions> = {}) => stand.start({ now: Date.now, ...options })

/** A server that tells its CPU every half second. */
async function run(): Promise<void> {
  const beat = () => stand.fleet.beat('a', { system: { cpu_usage: cpu } })
  await beat()
  beating = setInterval(() => void beat().catch(() => undefined), 500)
}

const alerts = (collector: TestCollector) => collector.get<Alerts>('/api/alerts')
const active = async (collector: TestCollector) =>
  (await alerts(collector)).active.map(({ state, subject }) => `${state} ${subject}`)
const past = async (collector: TestCollector) => (await alerts(collector)).past.map(({ subject }) => subject)

describe('an alert', () => {
  it('is in the API, in the pulse, on the stream and sent to the webhook, when it fires and when it is over', async () => {
    const collector = await start({ alerts: { rules: [CPU], webhooks: [{ url: receiver.url }] } })
    expect(await alerts(collector)).toEqual({
      rules: [{ ...CPU, clearBelow: 72 }],
      active: [],
      past: [],
      webhooks: [{ host: receiver.host, sent: 0, failed: 0, waiting: 0, problem: null }],
    })
    const stream = await EventStream.open(`${collector.url}/api/stream?events=alert,system_pulse`)
    cpu = 94
    await run()
    await expect.poll(() => active(collector), WAIT).toEqual(['firing web-1'])
    const [fired] = (await alerts(collector)).active as [AlertStatus]
    expect(fired).toMatchObject({ rule: 'CPU', value: 94, message: 'web-1: CPU 94 % (over 80 %)' })
    expect((await collector.get<PulseSnapshot>('/api/pulse')).alerts).toEqual([fired])
    expect((await collector.get<PulseSnapshot>('/api/pulse?app=shop')).alerts).toHaveLength(1)
    expect((await collector.get<PulseSnapshot>('/api/pulse?app=api')).alerts).toEqual([])
    await expect.poll(() => receiver.told, WAIT).toEqual(['firing web-1'])
    cpu = 91
    await stream.until(
      () => stream.of('system_pulse').some(({ data }) => data.alerts?.[0]?.value === 91),
      20_000,
    )
    cpu = 20
    await expect.poll(() => past(collector), WAIT).toEqual(['web-1'])
    expect(await active(collector)).toEqual([])
    await expect.poll(() => receiver.told, WAIT).toEqual(['firing web-1', 'resolved web-1'])
    await stream.until(() => stream.of('alert').length === 2, 20_000)
    expect(stream.of('alert').map(({ data }) => [data.id, data.state])).toEqual([
      [fired.id, 'firing'],
      [fired.id, 'resolved'],
    ])
    stream.close()
    expect((await alerts(collector)).webhooks).toMatchObject([{ sent: 2, failed: 0 }])
    expect(JSON.stringify(await alerts(collector))).not.toContain('secret')
    await expect(collector.get('/api/alerts?app=x')).rejects.toThrow('400')
  })

  it('is a server that is lost, and one that is back', async () => {
    const collector = await start({
      alerts: { rules: [{ name: 'Lost', when: 'server-lost' }], webhooks: [{ url: receiver.url }] },
    })
    await stand.fleet.beat('a', { meta: { interval: 1 } })
    await expect.poll(() => active(collector), WAIT).toEqual(['firing web-1'])
    // Again and again: one that is found late is lost still.
    const beating = async () => {
      await stand.fleet.beat('a', { meta: { interval: 1 } })
      return receiver.told
    }
    await expect.poll(beating, WAIT).toEqual(['firing web-1', 'resolved web-1'])
    expect(receiver.received[1]?.body.text).toMatch(/^🟢 \*Over\* web-1: server back after \d+ s$/)
  })

  it('is an app whose requests fail', async () => {
    const collector = await start({
      now: () => T + 1000,
      alerts: { rules: [{ name: 'Errors', when: 'error-rate', above: 10, for: 0, minRequests: 4 }] },
    })
    await collector.put(page('/a'), page('/b'), page('/c'), page('/d', { statusCode: 500 }))
    await expect.poll(() => active(collector), WAIT).toEqual(['firing shop@'])
    const [{ message }] = (await alerts(collector)).active as [AlertStatus]
    expect(message).toBe('shop@: 25 % of 4 requests failed (over 10 %)')
  })

  it('is kept over a restart, which neither sends it again nor forgets that it fires', async () => {
    const collector = await start({ alerts: { rules: [CPU], webhooks: [{ url: receiver.url }] } })
    cpu = 94
    await run()
    await expect.poll(() => receiver.told, WAIT).toEqual(['firing web-1'])
    const [before] = (await alerts(collector)).active as [AlertStatus]
    await expect.poll(async () => (await alerts(collector)).webhooks[0]?.sent, WAIT).toBe(1)
    await collector.restart()
    expect((await alerts(collector)).active).toMatchObject([{ id: before.id, firedAt: before.firedAt }])
    cpu = 10
    await expect.poll(() => past(collector), WAIT).toEqual(['web-1'])
    await expect.poll(() => receiver.told, WAIT).toEqual(['firing web-1', 'resolved web-1'])
    await collector.restart()
    expect(await past(collector)).toEqual(['web-1'])
  })

  it('that could not be sent is sent by the next life of the collector', async () => {
    receiver.answers = [503]
    const collector = await start({ alerts: { rules: [CPU], webhooks: [{ url: receiver.url }] } })
    cpu = 94
    await run()
    await expect.poll(() => receiver.told[0], WAIT).toBe('firing web-1')
    await collector.collector.close()
    receiver.answers = [200]
    const before = receiver.received.length
    await collector.start()
    await expect.poll(() => receiver.told.slice(before), WAIT).toEqual(['firing web-1'])
    await expect
      .poll(async () => (await alerts(collector)).webhooks, WAIT)
      .toMatchObject([{ sent: 1, waiting: 0 }])
  })

  it('is sent once by several collectors of one Redis, each of which shows it', async () => {
    const options = { alerts: { rules: [CPU], webhooks: [{ url: receiver.url }] } }
    const collectors = await Promise.all([start(options), start(options), start(options)])
    cpu = 94
    await run()
    for (const collector of collectors)
      await expect.poll(() => active(collector), WAIT).toEqual(['firing web-1'])
    cpu = 10
    for (const collector of collectors) await expect.poll(() => past(collector), WAIT).toEqual(['web-1'])
    await expect.poll(() => receiver.told.length, WAIT).toBeGreaterThan(1)
    const waiting = async () => {
      const all = await Promise.all(collectors.map(alerts))
      return all.map(({ webhooks }) => webhooks[0]?.waiting)
    }
    await expect.poll(waiting, WAIT).toEqual([0, 0, 0])
    expect(receiver.told).toEqual(['firing web-1', 'resolved web-1'])
  })
})

describe('rules', () => {
  it('can be changed while it runs; what is wrong with them is said, and changes nothing', async () => {
    const collector = await start()
    cpu = 94
    await run()
    expect(await alerts(collector)).toEqual({ rules: [], active: [], past: [], webhooks: [] })
    collector.collector.setAlerts({ rules: [CPU], webhooks: [{ url: receiver.url }] })
    await expect.poll(() => receiver.told, WAIT).toEqual(['firing web-1'])
    const wrong = { rules: [{ ...CPU, above: 101 }] }
    expect(() => collector.collector.setAlerts(wrong)).toThrow('alerts.rules[0].above')
    expect((await alerts(collector)).rules).toMatchObject([CPU])
    collector.collector.setAlerts({ webhooks: [{ url: receiver.url }] })
    await expect.poll(() => past(collector), WAIT).toEqual(['web-1'])
    await expect.poll(() => receiver.told, WAIT).toEqual(['firing web-1', 'resolved web-1'])
  })

  it('that are wrong keep a collector from starting', async () => {
    const wrong = { rules: [{ name: 'x', when: 'cpu' as const }] }
    await expect(start({ alerts: wrong })).rejects.toMatchObject({ code: 'CONFIG_BAD_VALUE' })
  })
})
