import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serve, stopAll } from './support/app.ts'
import { type Collector, startCollector } from './support/collector.ts'

const REGISTER = new URL('../dist/register.js', import.meta.url).href

let collector: Collector

beforeAll(async () => {
  collector = await startCollector()
})
afterAll(async () => {
  await stopAll()
  await collector.stop()
})

function run(args: string[], env: Record<string, string> = {}): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, KYMO_URL: collector.url, NODE_OPTIONS: `--import ${REGISTER}`, ...env },
  })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return stdout
}

const SHOW = `console.log(Symbol.for('kymo.agent') in globalThis)`

test('an app that inherits NODE_OPTIONS is observed; one that asks for it twice as well, once', () => {
  expect(run(['-e', SHOW])).toBe('true\n')
  expect(run(['--import', REGISTER, '-e', SHOW])).toBe('true\n')
  expect(run(['--import', `${REGISTER}?again`, '-e', SHOW])).toBe('true\n')
})

test('a worker thread is not, and its thread that serves is', () => {
  const script = `
    const { Worker } = require('node:worker_threads')
    ${SHOW}
    new Worker(${JSON.stringify(SHOW)}, { eval: true })`
  expect(run(['-e', script])).toBe('true\nfalse\n')
})

test('where it is off, none of the agent is even loaded', () => {
  const script = `console.log(process.moduleLoadList.filter((name) => /http|dns|tls/.test(name)).join())`
  const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
  expect(run(['-e', script], { KYMO_DISABLED: '1' })).toBe(stdout)
})

test('a process that observes starts and serves', async () => {
  const { url } = await serve('server', { collector })
  await (await fetch(url)).text()
  await collector.until(() => collector.requests().length === 1)
})
