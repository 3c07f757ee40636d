import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { heartbeatKey } from '@kymo/protocol'
import { type Collector, createCollector } from '@kymo/server'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../../tests/support/free-port.ts'
import { RedisServer } from '../../../tests/support/redis.ts'
import type { Finding } from '../src/doctor/finding.ts'
import { version } from '../src/version.ts'
import { post } from './facts.ts'
import { kymo } from './kymo-process.ts'

const token = 'doctor-test'
/** One that nobody listens on. */
let port: number
let root: string
let closing: (() => Promise<void>)[]

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kymo-doctor-'))
  closing = []
  port = await freePort()
})

afterEach(async () => {
  for (const close of closing) await close()
  await rm(root, { recursive: true })
})

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
}

const installed = (name: string, at = version) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: at }),
})

/** An app as `kymo init` and an install leave it. */
const healthy = {
  'package.json': JSON.stringify({
    name: 'app',
    scripts: { dev: 'next dev' },
    dependencies: { next: '16.4.6', '@kymo/next': `^${version}` },
  }),
  'app/page.tsx': '',
  'tsconfig.json': '{}',
  'next.config.ts': `import { withKymo } from '@kymo/next/config'\nexport default withKymo({})\n`,
  'instrumentation.ts': `export { onRequestError, register } from '@kymo/next/instrumentation'\n`,
  'instrumentation-client.ts': `import '@kymo/next/client'\n`,
  ...installed('next', '16.4.6'),
  ...installed('@kymo/next'),
  ...installed('@kymo/node'),
}

async function examine(
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; findings: readonly Finding[]; not(verdict: 'ok'): string[] }> {
  const process = kymo(['doctor', '--json', ...args], { cwd: root, env: { KYMO_PORT: String(port), ...env } })
  const code = await process.exited
  const report = JSON.parse(process.stdout()) as { ok: boolean; findings: Finding[] }
  expect(report.ok).toBe(code === 0)
  const { findings } = report
  for (const { verdict, fix } of findings) expect(fix !== undefined).toBe(verdict !== 'ok')
  return {
    code,
    findings,
    not: (verdict) =>
      findings
        .filter((each) => each.verdict !== verdict)
        .map(({ check, verdict: v, message }) => `${v} ${check}: ${message}`),
  }
}

async function collector(): Promise<Collector> {
  const made = await createCollector({ port: 0, token, openReads: true, version })
  closing.push(() => made.close())
  return made
}

const addressed = (made: Collector, given = token) => ['--url', made.url, '--token', given]

/** Makes this process one of the app's. */
async function report(made: Collector): Promise<void> {
  const response = await post(made.url, token, { app: 'app', instance: 'one', sequence: 1 }, [])
  expect(response.status).toBe(200)
}

async function serve(listener: RequestListener): Promise<string> {
  const server = await new Promise<Server>((resolve) => {
    const made = createServer(listener).listen(0, '127.0.0.1', () => resolve(made))
  })
  closing.push(() => new Promise((resolve) => server.close(() => resolve())))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('all is well with an app that is installed and runs', async () => {
  await write(healthy)
  const made = await collector()
  await report(made)
  const { code, findings, not } = await examine(addressed(made))
  expect(not('ok')).toEqual([])
  expect(code).toBe(0)
  expect(findings.map(({ check }) => check)).toEqual([
    'node',
    'next',
    'versions',
    'switch',
    'node-options',
    'collector',
    'token',
    'preload',
    'config',
    'instrumentation',
    'client',
  ])
})

test('an app with nothing of Kymo in it is no fault', async () => {
  await write({ 'package.json': '{"dependencies":{"next":"16.4.6"}}', 'app/page.js': '' })
  const { code, findings, not } = await examine()
  expect(code).toBe(0)
  expect(findings).toContainEqual(expect.objectContaining({ check: 'install', verdict: 'ok' }))
  expect(not('ok')).toEqual(['warn collector: No collector runs for this project.'])
})

test('a collector that does not answer, is none, or does not take the token', async () => {
  await write(healthy)
  const made = await collector()
  expect((await examine(addressed(made, 'wrong'))).not('ok')).toEqual([
    `fail token: The collector at ${made.url} does not take the token.`,
  ])
  const other = await serve((_request, response) => response.end('{}'))
  expect((await examine(['--url', other])).not('ok')).toEqual([
    `fail collector: The collector at ${new URL(other).origin} does not answer: it is no collector.`,
  ])
  await made.close()
  closing.length = 0
  const gone = await examine(addressed(made))
  expect(gone.code).toBe(1)
  expect(gone.not('ok')).toEqual([
    `fail collector: The collector at ${made.url} does not answer: ECONNREFUSED.`,
  ])
})

test.each<[string, Record<string, string>, NodeJS.ProcessEnv, string]>([
  ['switched off', {}, { KYMO_DISABLED: '1' }, 'warn switch: KYMO_DISABLED=1 switches the agent off.'],
  [
    'a script that takes NODE_OPTIONS',
    {
      'package.json': JSON.stringify({
        scripts: { dev: 'NODE_OPTIONS=--inspect next dev', ok: 'NODE_OPTIONS="$NODE_OPTIONS -r x" next dev' },
        dependencies: { next: '16.4.6' },
      }),
    },
    {},
    'warn node-options: The script "dev" sets NODE_OPTIONS, which takes the agent out again.',
  ],
  [
    'two versions',
    installed('@kymo/node', '9.9.9'),
    {},
    `warn versions: @kymo/node is 9.9.9, this command ${version}.`,
  ],
  [
    'a config that is not wrapped',
    { 'next.config.ts': 'export default {}\n' },
    {},
    "fail config: next.config.ts does not use withKymo, but the app's code imports @kymo/next.",
  ],
  [
    'half of the hooks',
    { 'instrumentation.ts': `export { register } from '@kymo/next/instrumentation'\n` },
    {},
    'warn instrumentation: instrumentation.ts has no onRequestError.',
  ],
  [
    'a file in the wrong place',
    { 'src/instrumentation-client.ts': '' },
    {},
    'warn instrumentation: Next.js does not load src/instrumentation-client.ts.',
  ],
  [
    'an old Next.js',
    installed('next', '14.2.3'),
    {},
    'warn next: Next.js 14.2.3 is older than what Kymo is tested with.',
  ],
  [
    'another agent',
    { 'package.json': '{"dependencies":{"next":"16.4.6","dd-trace":"5"}}' },
    {},
    "warn other-agents: Datadog (dd-trace) watches the same calls; each then shows the other's wrapping in its stacks.",
  ],
  [
    'a policy',
    { 'proxy.ts': `response.headers.set('Content-Security-Policy', policy)` },
    {},
    "warn csp: proxy.ts sets a content security policy, which may keep the page's script or the panel out.",
  ],
  [
    'a standalone server without the agent',
    {
      '.next/standalone/server.js': '',
      '.next/server/instrumentation.js.nft.json': '{"version":1,"files":[]}',
    },
    {},
    'fail standalone: The standalone server was built without the agent.',
  ],
])('%s', async (_what, files, env, expected) => {
  await write({ ...healthy, ...files })
  const made = await collector()
  await report(made)
  const { code, not } = await examine(addressed(made), env)
  expect(not('ok')).toEqual([expected])
  expect(code).toBe(expected.startsWith('fail') ? 1 : 0)
})

test('@kymo/next that is asked for and not installed', async () => {
  await write({ ...healthy, ...installed('@kymo/next') })
  await rm(join(root, 'node_modules/@kymo'), { recursive: true })
  expect((await examine()).not('ok')).toContain('fail versions: @kymo/next is asked for, and not installed.')
})

test('a .kymo folder that git has, or does not leave out', async () => {
  await write({ ...healthy, '.kymo/store/kymo.db': 'x' })
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: root })
  git('init', '-q')
  expect((await examine()).not('ok')).toContain('warn git: Git does not leave .kymo out yet.')
  git('add', '.kymo')
  expect((await examine()).not('ok')).toContain('fail git: .kymo/store/kymo.db is in git.')
  git('rm', '-rq', '--cached', '.kymo')
  await write({ '.kymo/.gitignore': '*\n' })
  expect((await examine()).not('ok').join()).not.toContain('git')
})

test('a page of the app: whether it has the script, and may reach the collector', async () => {
  await write(healthy)
  const made = await collector()
  await report(made)
  let policy = ''
  let head = '<script src="/__kymo/client.js"></script>'
  const page = await serve((_request, response) => {
    if (policy !== '') response.setHeader('content-security-policy', policy)
    response.setHeader('content-type', 'text/html')
    response.end(`<!DOCTYPE html><html><head>${head}</head></html>`)
  })
  const look = async () => (await examine([...addressed(made), '--page', page])).not('ok')
  expect(await look()).toEqual([])
  policy = `default-src 'self'; connect-src 'self' ${made.url}`
  expect(await look()).toEqual([])
  policy = "default-src 'self'"
  expect(await look()).toEqual([
    "warn csp: The page's content security policy keeps it from the collector: no panel, and nothing seen in the browser.",
  ])
  head = ''
  policy = "script-src 'none'"
  expect(await look()).toEqual([
    "warn csp: The page's content security policy does not allow the page's script, so it was left out.",
  ])
  policy = ''
  expect(await look()).toEqual([`warn page: ${page} does not have the page's script.`])
})

describe('with KYMO_REDIS_URL', () => {
  let redis: RedisServer

  beforeAll(async () => {
    redis = await RedisServer.start({ password: 'sesame' })
  })
  afterAll(() => redis.remove())

  const look = async (url: string, env: NodeJS.ProcessEnv = {}) =>
    (await examine([], { KYMO_REDIS_URL: url, ...env })).findings.filter(({ check }) =>
      ['redis', 'pulse', 'collector'].includes(check),
    )
  const told = async (url: string) =>
    (await look(url)).map(({ check, verdict, message }) => `${verdict} ${check}: ${message}`)

  test('says whose pulse is there, and needs no collector', async () => {
    await write(healthy)
    const client = new Redis(redis.url)
    closing.push(async () => client.disconnect())
    expect(await told(redis.url)).toEqual([
      'ok collector: None is needed here: the pulse goes through Redis.',
      expect.stringMatching(/^ok redis: Redis \d+\.\d+\.\d+ answers at 127\.0\.0\.1:\d+\.$/),
      'warn pulse: No process has told it of itself within the last 30 s.',
    ])
    const beat = JSON.stringify({
      timestamp: Date.now(),
      system: {
        hostname: 'web-1',
        platform: 'linux',
        cpu_usage: 1,
        memory_total: 2,
        memory_free: 1,
        load_avg: [0, 0, 0],
      },
      process: { pid: 1, uptime: 1, cpu_usage: 1, memory_rss: 1, memory_heap: 1 },
      meta: { app_name: 'shop', environment: '', runtime: 'node', version: '' },
    })
    await client.mset(heartbeatKey('shop', 'a'), beat, heartbeatKey('shop', 'b'), beat)
    await client.set(heartbeatKey('bad', 'c'), '{"v":2}')
    const [, , pulse, unreadable] = await look(redis.url)
    expect(pulse).toMatchObject({ verdict: 'ok', message: 'It has the pulse of shop (2).' })
    expect(unreadable?.message).toMatch(/^pulse:server:bad:c can not be read: .*version 2/)
  })

  test('says what is wrong with it, and no secret', async () => {
    await write(healthy)
    const wrong = await look(redis.url.replace('sesame', 'open-it'))
    expect(wrong[1]).toMatchObject({
      verdict: 'fail',
      message: `Redis at 127.0.0.1:${redis.port} refuses the user or the password.`,
    })
    expect(JSON.stringify(wrong)).not.toContain('open-it')
    const { code, not } = await examine([], { KYMO_REDIS_URL: 'redis://:open-it@127.0.0.1:9' })
    expect(code).toBe(1)
    expect(not('ok')).toEqual(['fail redis: Redis at 127.0.0.1:9 can not be reached (ECONNREFUSED).'])
    expect((await told('http://127.0.0.1'))[1]).toMatch(/^fail redis: The address of Redis can not be used\./)
    const missing = await examine([], { KYMO_FACTS: 'redis' })
    expect(missing.not('ok')).toContain('fail redis: KYMO_FACTS=redis, but there is no KYMO_REDIS_URL.')
  })
})

test('a token that only reads', async () => {
  await write(healthy)
  const made = await createCollector({ port: 0, token, readToken: 'only-for-reading', version })
  closing.push(() => made.close())
  await report(made)
  const { code, not } = await examine(addressed(made, 'only-for-reading'))
  expect(not('ok')).toEqual(['warn token: The token may only read.'])
  expect(code).toBe(0)
})

test('is told in words, with what to do', async () => {
  await write(healthy)
  const made = await collector()
  const process = kymo(['doctor', ...addressed(made)], { cwd: root })
  expect(await process.exited).toBe(0)
  expect(process.stdout()).toMatch(/ok {4}node {13}Node \d+/)
  expect(process.stdout()).toMatch(
    /warn {2}preload {10}No running process.*\n {25}Start the app with `kymo dev`/,
  )
  expect(process.stdout()).toContain('1 to know of')
})
