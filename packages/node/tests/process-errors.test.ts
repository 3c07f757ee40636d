import { get } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Ended, launch, serve, stopAll } from './support/app.ts'
import { type Collector, startCollector } from './support/collector.ts'
import { startUpstream } from './support/upstream.ts'

let collector: Collector

beforeAll(async () => {
  collector = await startCollector()
})
afterEach(async () => {
  await stopAll()
  collector.posts.length = 0
  collector.accepted.length = 0
})
afterAll(() => collector.stop())

/** Runs `apps/ends.mjs` with and without the agent; says how both ended. */
async function endings(how: string, nodeFlags: string[] = []): Promise<[withAgent: Ended, without: Ended]> {
  const ended = await Promise.all([
    launch('ends', { collector, args: [how], nodeFlags, env }).ended,
    launch('ends', { args: [how], nodeFlags, preload: 'nothing' }).ended,
  ])
  return ended.map((end) => ({
    ...end,
    stderr: end.stderr
      .replaceAll(/\(node:\d+\)/g, '(node:pid)')
      // With a second listener of the same event, `emit` takes another branch.
      .replaceAll(/\(node:events:[\d:]+\)/g, '(node:events)'),
  })) as [Ended, Ended]
}

/** Time enough to deliver at the end, also on a machine that does much else. */
const env = { KYMO_EXIT_TIMEOUT: '20000' }

const WAYS: [how: string, flags: string[], types: string[]][] = [
  ['throws', [], ['OddError']],
  ['throws a text', [], ['string']],
  ['throws null', [], ['null']],
  ['rejects', [], ['OddError']],
  ['rejects a text', [], ['UnhandledPromiseRejection']],
  ['rejects with a cause', [], ['Error']],
  ['handles exceptions', [], ['OddError', 'OddError']],
  ['handles rejections', [], ['OddError']],
  ['handles a rejection late', ['--unhandled-rejections=warn'], ['OddError']],
  ['exits', [], []],
  ['exits in a handler', [], ['OddError']],
  ['throws at exit', [], ['OddError']],
  ['prints all rejections', ['--unhandled-rejections=warn'], ['OddError', 'OddError', 'OddError']],
  ['rejects', ['--unhandled-rejections=warn'], ['OddError']],
  ['rejects', ['--unhandled-rejections=none'], ['OddError']],
  ['rejects', ['--unhandled-rejections=strict'], ['OddError']],
  ['handles rejections', ['--unhandled-rejections=strict'], ['OddError']],
  ['handles all', ['--unhandled-rejections=strict'], ['OddError']],
  ['rejects', ['--unhandled-rejections=warn-with-error-code'], ['OddError']],
  ['rejects a text', ['--unhandled-rejections=strict'], ['UnhandledPromiseRejection']],
]

describe('a process ends as it does without the agent, and each exception is told once', () => {
  test.each(WAYS)('%s %j', async (how, flags, types) => {
    const [withAgent, without] = await endings(how, flags)
    expect(withAgent).toEqual(without)
    expect(collector.exceptions.map((event) => event.attributes['exception.type'])).toEqual(types)
    for (const event of collector.exceptions) {
      expect(event).toMatchObject({ name: 'exception', attributes: { 'kymo.exception.escaped': true } })
    }
  })
})

test('an exception is told with its stack and its causes, without what is secret', async () => {
  await launch('ends', { collector, args: ['rejects with a cause'], env }).ended
  const stack = collector.exceptions[0]?.attributes['exception.stacktrace']
  expect(stack).toMatch(/^Error: outer\n {4}at [\s\S]*ends\.mjs[\s\S]*\nCaused by: OddError: inner\n {4}at /)
  collector.accepted.length = 0
  await launch('ends', { collector, args: ['throws'], env }).ended
  expect(collector.exceptions[0]?.attributes['exception.message']).toBe('thrown [redacted]')
})

test.each(['throws in a request', 'rejects in a request'])(
  'what was under way when the process ended is told, and the exception belongs to its request: %s',
  async (how) => {
    const { app, url } = await serve('ends', { collector, args: [how], env })
    const underWay = app.message()
    get(`${url}/under-way`).on('error', () => {})
    await underWay
    get(`${url}/crash?token=canary`).on('error', () => {})
    expect((await app.ended).code).toBe(1)
    const [exception] = collector.exceptions
    const [crashed] = collector.requests('/crash')
    expect(exception).toMatchObject({ traceId: crashed?.traceId, spanId: crashed?.spanId })
    expect(crashed).toMatchObject({ status: 'error', attributes: { 'kymo.aborted': true } })
    expect(collector.requests('/under-way')).toHaveLength(1)
    expect(collector.exceptions).toHaveLength(1)
  },
)

test('a request that was answered before the process ended is told as any other', async () => {
  const { app, url } = await serve('ends', { collector, args: ['exits when it has answered'], env })
  await (await fetch(url)).text()
  expect((await app.ended).code).toBe(3)
  const [request] = collector.requests()
  expect(request).toMatchObject({ status: 'unset', attributes: { 'http.response.status_code': 200 } })
  expect(request?.attributes).not.toHaveProperty(['kymo.aborted'])
})

test('a call whose answer nobody reads to its end did not fail when the process ends in order', async () => {
  const upstream = await startUpstream()
  const url = `http://127.0.0.1:${upstream.port}/large`
  expect(
    (await launch('ends', { collector, args: ['exits with an answer unread', url], env }).ended).code,
  ).toBe(0)
  await upstream.stop()
  const [call] = collector.calls('/large')
  expect(call).toMatchObject({ status: 'unset', attributes: { 'http.response.status_code': 200 } })
  expect(call?.attributes).not.toHaveProperty(['error.type'])
})

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends the process as it does without the agent',
  async (signal) => {
    const { app } = await serve('server', { collector })
    app.kill(signal)
    expect(await app.ended).toMatchObject({ code: null, signal, stderr: '' })
  },
)

test('a collector that takes too long holds the end of a process up for a second at most', async () => {
  let asked = Number.NaN
  collector.answer = () => {
    asked = performance.now()
    return new Promise(() => {})
  }
  const ended = await launch('ends', { collector, args: ['throws'], env: { KYMO_ENV: 'production' } }).ended
  expect(ended.code).toBe(1)
  expect(performance.now() - asked).toBeLessThan(3000)
  expect(collector.posts).toHaveLength(1)
  collector.answer = () => 200
})
