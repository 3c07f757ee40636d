import type { ServerResponse } from 'node:http'
import type { AlertStatus } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../../tests/support/free-port.ts'
import type { AlertMessage } from '../store/alert-rows.ts'
import { T } from '../testing/facts.ts'
import { type Received, Receiver } from '../testing/receiver.ts'
import type { Claim } from './alert-election.ts'
import { WEBHOOK_TIMING, WebhookQueue, type WebhookSources } from './webhook-queue.ts'

const WAIT = { timeout: 20_000, interval: 10 }
const TIMING = { timeout: 10_000, firstWait: 20, longestWait: 100 }
const DAY = 24 * 60 * 60_000

let receiver: Receiver
let now = T
let queues: WebhookQueue[] = []
let settled: string[] = []

beforeEach(async () => {
  receiver = await Receiver.start()
  now = T
  settled = []
})
afterEach(async () => {
  await Promise.all(queues.map((queue) => queue.close()))
  queues = []
  await receiver.stop()
})

function queueTo(url = receiver.url, sources: Partial<WebhookSources> = {}, timing = TIMING): WebhookQueue {
  const queue = new WebhookQueue(
    { url },
    { now: () => now, claim: async () => 'ours', settled: ({ id }) => settled.push(id), ...sources },
    timing,
  )
  queues.push(queue)
  return queue
}

function message(id: string, told: Partial<AlertStatus> = {}): AlertMessage {
  const alert: AlertStatus = {
    ...{ id, rule: 'CPU', when: 'cpu', state: 'firing', subject: id },
    ...{ message: `${id}: CPU 94 % (over 80 %)`, value: 94, threshold: 80 },
    ...{ since: T, firedAt: T, resolvedAt: null },
    ...told,
  }
  return { id: `${id}:${alert.state}`, hook: 'h', time: now, alert }
}

describe('a webhook', () => {
  it('is sent what Slack reads, and the alert itself for programs', async () => {
    const queue = queueTo()
    const sent = message('web-1')
    queue.add(sent)
    await expect.poll(() => settled, WAIT).toEqual(['web-1:firing'])
    const [{ url, method, headers, body }] = receiver.received as [Received]
    expect([url, method, headers['content-type']]).toEqual([
      '/hook/secret',
      'POST',
      'application/json; charset=utf-8',
    ])
    expect(body).toEqual({
      text: '🔴 *Firing* web-1: CPU 94 % (over 80 %)',
      attachments: [
        {
          color: '#d13438',
          fallback: '🔴 *Firing* web-1: CPU 94 % (over 80 %)',
          fields: [
            { title: 'Rule', value: 'CPU', short: true },
            { title: 'Of', value: 'web-1', short: true },
            { title: 'State', value: 'firing', short: true },
          ],
          footer: 'Kymo',
          ts: T / 1000,
        },
      ],
      kymo: { version: 1, alert: sent.alert },
    })
    expect(queue.status).toEqual({ host: receiver.host, sent: 1, failed: 0, waiting: 0, problem: null })
  })

  it('is told by no name to make a link or to call everybody', async () => {
    queueTo().add(
      message('x', { message: '<!channel> <http://evil|web-1>&@everyone shop@production', subject: '@here' }),
    )
    await expect.poll(() => receiver.received.length, WAIT).toBe(1)
    const [{ body }] = receiver.received as [Received]
    const { text, attachments } = body
    expect(text).toBe(
      '🔴 *Firing* &lt;!channel&gt; &lt;http://evil|web-1&gt;&amp;@\u200beveryone shop@production',
    )
    expect(attachments[0].fields[1]?.value).toBe('@\u200bhere')
  })

  it('is asked again when it fails, and later each time; what comes after waits its turn', async () => {
    const queue = queueTo()
    let problem: unknown
    const refuse = (_: unknown, response: ServerResponse) => {
      problem = queue.status.problem
      response.writeHead(503).end()
    }
    receiver.answers = [500, refuse, 429, 200]
    queue.add(message('a'))
    queue.add(message('a', { state: 'resolved' }))
    queue.add(message('b'))
    await expect.poll(() => settled, WAIT).toEqual(['a:firing', 'a:resolved', 'b:firing'])
    expect(problem).toBe(`${receiver.host} answered 500.`)
    expect(receiver.told).toEqual([...Array(4).fill('firing a'), 'resolved a', 'firing b'])
    const times = receiver.received.map(({ at }) => at)
    const gaps = [1, 2, 3].map((i) => (times[i] as number) - (times[i - 1] as number))
    // Timers may be a millisecond early.
    for (const [i, least] of [20, 40, 80].entries()) expect(gaps[i]).toBeGreaterThan(least - 2)
    expect(queue.status).toMatchObject({ sent: 3, failed: 0, waiting: 0, problem: null })
  })

  it('waits from 1 s to 5 min, for an answer 5 s', () => {
    expect(WEBHOOK_TIMING).toEqual({ timeout: 5_000, firstWait: 1_000, longestWait: 300_000 })
  })

  it('is left alone for as long as it asks', async () => {
    receiver.answers = [(_, response) => response.writeHead(429, { 'retry-after': '1' }).end(), 200]
    queueTo(receiver.url, {}, { ...TIMING, longestWait: 5_000 }).add(message('a'))
    await expect.poll(() => settled, WAIT).toHaveLength(1)
    const [first, second] = receiver.received.map(({ at }) => at) as [number, number]
    expect(second - first).toBeGreaterThan(998)
  })

  it('that does not answer in time is asked again', async () => {
    const queue = queueTo(receiver.url, {}, { ...TIMING, timeout: 1500 })
    let problem: unknown
    const answer = (_: unknown, response: ServerResponse) => {
      problem = queue.status.problem
      response.end('ok')
    }
    receiver.answers = [() => undefined, answer]
    queue.add(message('a'))
    await expect.poll(() => settled, WAIT).toHaveLength(1)
    expect(problem).toBe(`${receiver.host} did not answer within 1.5 s.`)
    expect(receiver.received).toHaveLength(2)
  })

  it('that closes the connection, or is not there, is asked until it is', async () => {
    const port = await freePort()
    await receiver.stop()
    receiver = await Receiver.start(port)
    receiver.answers = [(request) => request.socket.destroy()]
    const queue = queueTo()
    queue.add(message('a'))
    await expect.poll(() => queue.status.problem, WAIT).toContain(`${receiver.host} can not be reached`)
    await receiver.stop()
    await expect.poll(() => queue.status.problem, WAIT).toContain('ECONNREFUSED')
    expect(queue.status).toMatchObject({ sent: 0, failed: 0, waiting: 1 })
    receiver = await Receiver.start(port)
    await expect.poll(() => settled, WAIT).toHaveLength(1)
    expect(queue.status.problem).toBeNull()
  })

  it('that refuses is not asked again', async () => {
    receiver.answers = [404, 200]
    const queue = queueTo()
    queue.add(message('a'))
    queue.add(message('b'))
    await expect.poll(() => settled, WAIT).toEqual(['a:firing', 'b:firing'])
    expect(receiver.told).toEqual(['firing a', 'firing b'])
    expect(queue.status).toMatchObject({ sent: 1, failed: 1, problem: null })
  })

  it('is followed to another path of the same host, and nowhere else', async () => {
    const other = await Receiver.start()
    const to = (location: string) => (_: unknown, response: ServerResponse) =>
      void response.writeHead(307, { location }).end()
    receiver.answers = [to('/moved'), 200]
    const queue = queueTo()
    queue.add(message('a'))
    await expect.poll(() => settled, WAIT).toHaveLength(1)
    expect(receiver.received.map(({ url, method }) => `${method} ${url}`)).toEqual([
      'POST /hook/secret',
      'POST /moved',
    ])
    for (const [location, problem] of [
      [other.url, 'redirects to another host, which is not followed'],
      [receiver.url.replace('http:', 'https:'), 'redirects to another host, which is not followed'],
      ['file:///etc/passwd', 'redirects to another host, which is not followed'],
      ['/hook/secret', 'redirects in a circle'],
    ] as const) {
      receiver.answers = [to(location)]
      const before = settled.length
      queue.add(message('b'))
      await expect.poll(() => settled.length, WAIT).toBe(before + 1)
      expect(queue.status.problem).toBe(`${receiver.host} ${problem}.`)
    }
    expect(other.received).toEqual([])
    await other.stop()
  })

  it('never has more of its address shown than the host', async () => {
    receiver.answers = [500, 404]
    const queue = queueTo()
    queue.add(message('a'))
    await expect.poll(() => settled, WAIT).toHaveLength(1)
    expect(JSON.stringify([queue.status, queue.hook])).not.toContain('secret')
  })
})

describe('what a webhook is still to be told', () => {
  it('is the newest hundred at most', async () => {
    receiver.answers = [503]
    const queue = queueTo()
    for (let i = 0; i < 150; i++) queue.add(message(`m${i}`))
    expect(queue.status).toMatchObject({ waiting: 100, failed: 50 })
    receiver.answers = [200]
    await expect.poll(() => queue.status.sent, WAIT).toBe(100)
    expect([...new Set(receiver.told)]).toEqual(
      [0, ...Array.from({ length: 99 }, (_, i) => i + 51)].map((i) => `firing m${i}`),
    )
  })

  it('is given up after a day', async () => {
    receiver.answers = [503]
    const queue = queueTo()
    queue.add(message('a'))
    await expect.poll(() => receiver.received.length, WAIT).toBeGreaterThan(1)
    now += DAY + 1
    await expect.poll(() => settled, WAIT).toEqual(['a:firing'])
    expect(queue.status).toMatchObject({ sent: 0, failed: 1, waiting: 0 })
  })

  it('is left when the collector ends, which does not wait for it', async () => {
    receiver.answers = [() => undefined]
    const queue = queueTo(receiver.url, {}, { ...TIMING, timeout: 60_000 })
    queue.add(message('a'))
    await expect.poll(() => receiver.received.length, WAIT).toBe(1)
    await queue.close()
    expect(settled).toEqual([])
    expect(queue.status.waiting).toBe(1)
  })

  it('is not sent when another collector does, and is sent after a minute when nobody can tell', async () => {
    const theirs = queueTo(receiver.url, { claim: async () => 'theirs' })
    theirs.add(message('a'))
    await expect.poll(() => settled, WAIT).toEqual(['a:firing'])
    const unknown = queueTo(receiver.url, { claim: async () => Promise.reject(new Error('Redis is away.')) })
    unknown.add(message('b'))
    await expect.poll(() => unknown.status.problem, WAIT).toBe('Redis is away.')
    expect(receiver.received).toEqual([])
    now += 60_000
    await expect.poll(() => settled, WAIT).toEqual(['a:firing', 'b:firing'])
    expect(receiver.told).toEqual(['firing b'])
  })

  it('is asked for again while another collector may still send it', async () => {
    const claims: Claim[] = ['later', 'later', 'later', 'theirs']
    const waits = queueTo(receiver.url, { claim: async () => claims.shift() as Claim })
    waits.add(message('a'))
    await expect.poll(() => settled, WAIT).toEqual(['a:firing'])
    claims.push('later', 'later', 'later', 'ours')
    waits.add(message('b'))
    await expect.poll(() => settled, WAIT).toEqual(['a:firing', 'b:firing'])
    expect(receiver.told).toEqual(['firing b'])
    expect(waits.status).toMatchObject({ sent: 1, failed: 0, waiting: 0, problem: null })
  })
})
