import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentStats } from '../src/agent.ts'
import { type App, type AppOptions, launch, stopAll } from './support/app.ts'
import { type Collector, startCollector } from './support/collector.ts'

interface Traces {
  readonly channels: readonly string[]
  readonly shared: boolean
}
interface Answer {
  readonly enabled: boolean
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

async function start(options: AppOptions): Promise<{ app: App; traces: Traces }> {
  const app = launch('agent', options)
  await app.message()
  return { app, traces: await app.ask<Traces>({ do: 'traces' }) }
}

const untouched = async (): Promise<object> => tracesOnly((await start({ preload: 'nothing' })).traces)

/** Without the figures that come with every answer. */
function tracesOnly({ enabled: _, stats: __, ...traces }: Traces & Partial<Answer>): object {
  return traces
}

test('the agent that was preloaded is the one that the app gets, from any copy of the package', async () => {
  const { app, traces } = await start({ collector })
  expect(traces.channels).toHaveLength(11)
  expect(traces.shared).toBe(true)
  expect(await app.ask({ do: 'twice' })).toMatchObject({ enabled: true, same: true })
  await app.ask({ do: 'serveOne' })
  await collector.until(() => collector.spans.length === 2)
  expect(collector.requests()).toHaveLength(1)
})

test('stop sends what is left and takes everything out of the process', async () => {
  const { app } = await start({ collector })
  await app.ask({ do: 'serveOne' })
  const { stats } = await app.ask<Answer>({ do: 'stop' })
  expect(stats).toMatchObject({ facts: 3, sent: 3, pending: 0 })
  expect(tracesOnly(await app.ask<Traces>({ do: 'traces' }))).toEqual(await untouched())
  await app.ask({ do: 'serveOne' })
  await app.ask({ do: 'spans', count: 3 })
  expect((await app.ask<Answer>({ do: 'flush' })).stats.facts).toBe(3)
  expect(collector.spans).toHaveLength(2)
})

test('after stop another can start', async () => {
  const { app } = await start({ collector })
  await app.ask({ do: 'stop' })
  await app.ask({ do: 'start' })
  await app.ask({ do: 'serveOne' })
  await collector.until(() => collector.spans.length === 2)
  expect(collector.requests()).toHaveLength(1)
})

test('stop does not wait long for a collector that does not answer', async () => {
  collector.answer = () => new Promise(() => {})
  const { app } = await start({ collector })
  await app.ask({ do: 'spans', count: 1 })
  const begun = Date.now()
  await app.ask({ do: 'stop' })
  // An answer is waited for ten seconds otherwise.
  expect(Date.now() - begun).toBeLessThan(8000)
})

describe('switched off, nothing is left in the process', () => {
  test.each([
    ['no collector is named', {}],
    ['KYMO_DISABLED=1', { KYMO_DISABLED: '1' }],
    ['KYMO_MODE=disabled', { KYMO_MODE: 'disabled' }],
    ['the option', { AGENT_OPTIONS: '{"enabled":false}', KYMO_NO: '' }],
  ])('%s', async (how, env) => {
    const { app, traces } = await start({
      ...(how === 'no collector is named' ? undefined : { collector }),
      preload: how === 'the option' ? 'nothing' : 'register',
      env,
    })
    expect(tracesOnly(traces)).toEqual(await untouched())
    await app.ask({ do: 'serveOne' })
    expect(await app.ask({ do: 'spans', count: 3 })).toMatchObject({ enabled: false, stats: { facts: 0 } })
    expect(collector.posts).toEqual([])
    expect(app.stderr).toBe('')
  })
})

test('an address that is none switches it off, and says so', async () => {
  const { app, traces } = await start({ env: { KYMO_URL: 'localhost:4600' } })
  expect(tracesOnly(traces)).toEqual(await untouched())
  expect(app.stderr).toBe(
    'kymo: KYMO_BAD_OPTION: KYMO_URL is "localhost:4600"; it must be an http or https address. No facts are sent to it.\n',
  )
})

test('other values that are wrong are said in a line each, and the default is used', async () => {
  const { app } = await start({ collector, env: { KYMO_SAMPLE: 'all', KYMO_PROPAGATE_TO: 'everyone' } })
  await app.ask({ do: 'serveOne' })
  await collector.until(() => collector.spans.length === 2)
  expect(app.stderr.split('\n')).toEqual([
    'kymo: KYMO_BAD_OPTION: KYMO_SAMPLE is "all"; it must be a number from 0 to 1. Using 1.',
    'kymo: KYMO_BAD_OPTION: KYMO_PROPAGATE_TO names "everyone"; it must be an origin such as https://api.example.com. Left out.',
    '',
  ])
})

test('options that nothing can be made of are said in a line, and the app runs without it', async () => {
  const { app, traces } = await start({
    preload: 'nothing',
    env: { AGENT_OPTIONS: JSON.stringify({ url: 'http://127.0.0.1:2', propagateTo: 5 }) },
  })
  expect(tracesOnly(traces)).toEqual(await untouched())
  expect(await app.ask({ do: 'spans', count: 3 })).toMatchObject({ enabled: false, stats: { facts: 0 } })
  expect(app.stderr).toMatch(/^kymo: KYMO_NOT_STARTED: the agent could not start \(TypeError: .*\n$/)
})

test('a listener that fails is counted and said once; the app and the other listeners go on', async () => {
  const { app } = await start({ collector })
  await app.ask({ do: 'failingListeners' })
  await app.ask({ do: 'serveOne' })
  await app.ask({ do: 'serveOne' })
  await collector.until(() => collector.requests().length === 2)
  for (const span of collector.requests()) expect(span.name).toBe('GET /named')
  expect((await app.ask<Answer>({ do: 'flush' })).stats.hookErrors).toBe(4)
  expect(app.stderr.match(/kymo:/g)).toHaveLength(1)
  expect(app.stderr).toContain('start listener')
})
