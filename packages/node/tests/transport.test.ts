import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AgentStats } from '../src/agent.ts'
import { type App, launch, stopAll } from './support/app.ts'
import { type Collector, startCollector } from './support/collector.ts'

interface Answer {
  readonly stats: AgentStats
}

let collector: Collector

beforeEach(async () => {
  collector = await startCollector()
})
afterEach(async () => {
  await stopAll()
  await collector.stop()
})

async function start(options: object = {}): Promise<App> {
  // The app itself starts the agent, with these options.
  const app = launch('agent', {
    collector,
    preload: 'nothing',
    env: { AGENT_OPTIONS: JSON.stringify(options) },
  })
  await app.message()
  return app
}

const numbers = (): string[] => collector.spans.map((span) => span.name)
const expected = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `span ${from + i}`)

test('facts go by themselves, and those of an interval in one batch', async () => {
  const app = await start()
  await app.ask({ do: 'spans', count: 50 })
  await collector.until(() => collector.spans.length === 50)
  expect(collector.posts).toHaveLength(1)
  await app.ask({ do: 'spans', count: 1 })
  await collector.until(() => collector.spans.length === 51)
  expect(collector.posts.map((post) => post.batch.header.sequence)).toEqual([1, 2])
  expect((await app.ask<Answer>({ do: 'flush' })).stats).toMatchObject({
    facts: 51,
    sent: 51,
    dropped: 0,
    pending: 0,
  })
})

test('many facts go in many batches, in order, over one connection', async () => {
  const app = await start()
  await app.ask({ do: 'spans', count: 10_000, size: 200 })
  await app.ask({ do: 'flush' })
  expect(numbers()).toEqual(expected(10_000))
  expect(collector.posts.length).toBeGreaterThan(4)
  expect(collector.posts.map((post) => post.batch.header.sequence)).toEqual(
    collector.posts.map((_, i) => i + 1),
  )
})

test.each([408, 429, 500, 503, 'hang-up'] as const)(
  'after %s the same bytes come again with the same number, until they are taken',
  async (answer) => {
    let refusals = 2
    collector.answer = () => (refusals-- > 0 ? answer : 200)
    const app = await start()
    await app.ask({ do: 'spans', count: 3 })
    await collector.until(() => collector.spans.length === 3)
    expect(collector.posts.length).toBeGreaterThanOrEqual(3)
    for (const post of collector.posts)
      expect(post.bytes.equals(collector.posts[0]?.bytes as Buffer)).toBe(true)
    expect((await app.ask<Answer>({ do: 'flush' })).stats).toMatchObject({ sent: 3, dropped: 0, pending: 0 })
  },
)

test('a collector that asks for time gets it', async () => {
  const times: number[] = []
  collector.answer = () => {
    times.push(Date.now())
    return times.length === 1 ? { status: 429, headers: { 'retry-after': '1' } } : 200
  }
  const app = await start()
  await app.ask({ do: 'spans', count: 1 })
  await collector.until(() => collector.spans.length === 1)
  expect((times[1] as number) - (times[0] as number)).toBeGreaterThan(950)
})

test('facts that are refused for good are dropped, counted, and said once', async () => {
  collector.answer = () => 401
  const app = await start()
  await app.ask({ do: 'spans', count: 2 })
  await app.ask({ do: 'flush' })
  await app.ask({ do: 'spans', count: 2 })
  expect((await app.ask<Answer>({ do: 'flush' })).stats).toMatchObject({ sent: 0, dropped: 4, pending: 0 })
  expect(app.stderr).toBe(
    `kymo: KYMO_REFUSED: the collector at ${collector.url} answers 401; facts are dropped. Check KYMO_TOKEN.\n`,
  )
  collector.answer = () => 200
  await app.ask({ do: 'spans', count: 1 })
  await app.ask({ do: 'flush' })
  expect(collector.accepted[0]?.batch.header).toMatchObject({ sequence: 3, dropped: 4 })
})

test('a collector that comes back gets what happened while it was gone', async () => {
  const app = await start()
  await app.ask({ do: 'spans', count: 1 })
  await collector.until(() => collector.spans.length === 1)
  await collector.stop()
  await app.ask({ do: 'spans', count: 20, pause: 20 })
  await collector.restart()
  await collector.until(() => collector.spans.length === 21)
  expect(numbers()).toEqual(['span 0', ...expected(20)])
  expect(app.stderr).toBe('')
})

test('memory is bounded while the collector is gone: the newest facts stay, and the rest is counted', async () => {
  const maxMemory = 512 * 1024
  const app = await start({ maxMemory })
  await collector.stop()
  await app.ask({ do: 'spans', count: 10_000, size: 200 })
  const { stats } = await app.ask<Answer>({ do: 'flush' })
  expect(stats.facts).toBe(10_000)
  expect(stats.dropped).toBeGreaterThan(5000)
  expect(stats.pending + stats.dropped).toBe(10_000)
  await collector.restart()
  await app.ask({ do: 'flush' })
  await collector.until(() => collector.spans.length === stats.pending)
  // A batch that was just being sent stays, old as it is.
  expect(numbers().slice(-1000)).toEqual(expected(1000, 9000))
  expect(collector.posts.reduce((bytes, post) => bytes + post.bytes.length, 0)).toBeLessThan(
    maxMemory + 256 * 1024,
  )
  await app.ask({ do: 'spans', count: 1 })
  await app.ask({ do: 'flush' })
  expect(collector.posts.at(-1)?.batch.header.dropped).toBe(stats.dropped)
})

test('a collector that was never there is told of in one line, after a while', async () => {
  const gone = collector.url
  await collector.stop()
  const app = await start()
  for (let i = 0; i < 8; i++) {
    await app.ask({ do: 'spans', count: 1 })
    await app.ask({ do: 'flush' })
  }
  expect(app.stderr).toBe(
    `kymo: KYMO_UNREACHABLE: the collector at ${gone} can't be reached (ECONNREFUSED). Its newest facts are kept, and it is tried on.\n`,
  )
  await collector.restart()
})

test('a process that has nothing left to do ends, whatever its collector does, and delivers first', async () => {
  // Also on a machine that does much else.
  const app = await start({ exitTimeout: 20_000 })
  await app.ask({ do: 'spans', count: 2 })
  app.ask({ do: 'idle' }).catch(() => {})
  expect(await app.ended).toMatchObject({ code: 0, stderr: '' })
  expect(collector.spans).toHaveLength(2)

  collector.answer = () => 503
  const other = await start()
  await other.ask({ do: 'spans', count: 2 })
  other.ask({ do: 'idle' }).catch(() => {})
  expect((await other.ended).code).toBe(0)
})

test('a token that no header can hold disturbs nobody', async () => {
  const app = await start({ token: 'a\nb' })
  await app.ask({ do: 'spans', count: 1 })
  const { stats } = await app.ask<Answer>({ do: 'flush' })
  expect(stats).toMatchObject({ sent: 0, pending: 1 })
  expect(app.stderr).toBe('')
})

test('what no attribute can hold is left out, and never spoils a batch', async () => {
  const app = await start()
  await app.ask({ do: 'odd' })
  await app.ask({ do: 'flush' })
  expect(collector.spans).toHaveLength(1)
  expect(collector.spans[0]).toMatchObject({ name: 'odd', status: 'ok', duration: 0 })
  expect(collector.spans[0]?.attributes).toEqual({ 'test.list': ['a', '1'], 'test.half': '\ufffd' })
  expect(collector.exceptions).toHaveLength(2)
})

test('a call of the agent that makes no sense does not throw, and costs no other fact', async () => {
  const app = await start()
  const { stats } = await app.ask<Answer>({ do: 'wrong' })
  await app.ask({ do: 'flush' })
  expect(collector.spans.at(-1)?.name).toBe('the last')
  expect(collector.facts).toHaveLength(stats.facts)
  expect(app.stderr.match(/kymo:/g)).toHaveLength(1)
})

test.each(['flush', 'stop'])('a script that waits for %s gets its answer before it ends', async (what) => {
  const run = () => launch('last-words', { collector, args: [what] }).ended
  expect(await run()).toMatchObject({ code: 0, stdout: 'goes on\n', stderr: '' })
  expect(collector.spans.map((span) => span.name)).toEqual(['last words'])
  collector.answer = () => 503
  expect(await run()).toMatchObject({ code: 0, stdout: 'goes on\n', stderr: '' })
})
