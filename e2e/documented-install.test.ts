import { readdirSync, readFileSync, statSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Span } from '@kymo/protocol'
import { browserKey, type Collector, createCollector } from '@kymo/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { type CollectingServer, startCollectingServer } from './support/collector.ts'
import { build, installKymo, serve } from './support/installed.ts'
import { type AppCopy, copyApp, type NextMode, type NextVersion } from './support/next-app.ts'
import { type Running, repository } from './support/processes.ts'
import { startUpstream, until } from './support/shop.ts'

/* Kymo in the app's code, as docs/install.md says: no preload, no `kymo dev`. */

const asBrowser = { 'sec-fetch-dest': 'document', accept: 'text/html' }
const preload = new URL('../packages/next/dist/register.js', import.meta.url).href

let upstream: Awaited<ReturnType<typeof startUpstream>>
let browser: Browser

beforeAll(async () => {
  ;[upstream, browser] = await Promise.all([startUpstream(), launchBrowser()])
})

afterAll(async () => {
  await upstream?.process.stop()
  await browser?.close()
})

async function installed(version: NextVersion): Promise<AppCopy> {
  const copy = await copyApp('e2e/apps/documented', version)
  await installKymo(copy.folder)
  return copy
}

/** Every file below the folder, with its size. */
function files(folder: string): { path: string; size: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, size: statSync(path).size }))
}

const mentioning = (folder: string, pattern: RegExp) =>
  files(folder)
    .map(({ path }) => path)
    .filter((path) => pattern.test(readFileSync(path, 'latin1')))

/** Who has told of the page, by what the collector has taken of it. */
function tellersOf(page: Page): () => string[] {
  const tellers = new Map<string, string>()
  page.on('response', (response) => {
    const request = response.request()
    if (request.method() !== 'POST' || !request.url().includes('/api/ingest/browser?') || !response.ok())
      return
    const { resource } = JSON.parse(request.postData() ?? '')
    tellers.set(resource['service.instance.id'], `${resource['kymo.runtime']} ${resource['service.name']}`)
  })
  return () => [...tellers.values()]
}

const sizeOf = (folder: string) => files(folder).reduce((sum, { size }) => sum + size, 0)

const WAYS: readonly [NextVersion, NextMode][] = [
  ['16.4', 'dev'],
  ['16.4', 'dev-webpack'],
  ['16.4', 'start'],
  ['16.4', 'standalone'],
  ['15.5', 'dev'],
  ['15.5', 'start'],
]

describe.each(WAYS)('next %s %s', (version, mode) => {
  const isDevelopment = mode.startsWith('dev')
  let copy: AppCopy
  let folder: string
  let elsewhere: string | undefined
  let collector: CollectingServer
  let app: { url: string; process: Running }

  beforeAll(async () => {
    ;[copy, collector] = await Promise.all([installed(version), startCollectingServer()])
    folder = copy.folder
    // Nothing of Kymo is needed to build.
    if (!isDevelopment)
      await build(folder, version, { env: mode === 'standalone' ? { TEST_STANDALONE: '1' } : {} })
    if (mode === 'standalone') {
      // Where nothing of the repository can be found.
      elsewhere = await mkdtemp(join(tmpdir(), 'kymo-standalone-'))
      await cp(join(folder, '.next/standalone'), elsewhere, { recursive: true, verbatimSymlinks: true })
      folder = join(elsewhere, relative(repository, folder))
    }
    app = await serve(folder, mode, version, {
      KYMO_URL: collector.url,
      KYMO_TOKEN: 'test',
      KYMO_BROWSER_KEY: 'page-key',
      UPSTREAM_URL: upstream.url,
      ...(isDevelopment ? { KYMO_ENV: 'development' } : undefined),
    })
  })

  afterAll(async () => {
    await app?.process.stop()
    await collector?.close()
    await copy?.remove()
    if (elsewhere !== undefined) await rm(elsewhere, { recursive: true, force: true })
  })

  const requests = (path: string) =>
    collector.spans().filter((span) => span.kind === 'request' && span.attributes['url.path'] === path)
  const requested = (path: string): Promise<Span> => until(async () => requests(path)[0], 20_000)
  const inTrace = ({ traceId }: Span, kind: string) =>
    collector.spans().filter((span) => span.traceId === traceId && span.kind === kind)

  test('the very first request is seen, though the agent starts after Next.js listens', async () => {
    // From the moment that the port is open.
    const response = await until(() => fetch(`${app.url}/item/first`, { headers: asBrowser }))
    expect(response.status).toBe(200)
    const span = await requested('/item/first')
    expect(span.attributes['http.route']).toBe('/item/[id]')
    expect(inTrace(span, 'fetch')).toMatchObject([
      { attributes: { 'url.full': `${upstream.url}/item?first` } },
    ])
  })

  test('pages, routes and Edge routes are told with what they fetch, once each', async () => {
    await app.process.printed(/Ready in|started server/)
    for (const path of ['/', '/item/1', '/api/echo', '/edge']) {
      expect((await fetch(app.url + path, { headers: asBrowser })).status).toBe(200)
      const span = await requested(path)
      expect(span.attributes['http.route']).toBe(path === '/item/1' ? '/item/[id]' : path)
      expect(inTrace(span, 'fetch')).toHaveLength(['/item/1', '/edge'].includes(path) ? 1 : 0)
      expect(requests(path)).toHaveLength(1)
    }
    const [fetched] = inTrace(await requested('/item/1'), 'fetch')
    expect(fetched?.attributes).toMatchObject({
      'kymo.fetch.origin': 'server-component',
      'kymo.cache.status': 'skip',
    })
  })

  test('a server action is told, with its fetch', async () => {
    const page = await browser.newPage()
    try {
      await page.goto(app.url)
      await page.getByRole('button', { name: 'Save' }).click()
      const action = await until(async () => collector.spans().find((span) => span.kind === 'action'))
      expect(action).toMatchObject({ name: 'save', status: 'ok' })
      await until(async () => inTrace(action, 'fetch').length === 1)
    } finally {
      await page.close()
    }
  })

  test('what a page throws is told once', async () => {
    expect((await fetch(`${app.url}/boom`, { headers: asBrowser })).status).toBe(500)
    const span = await requested('/boom')
    const events = () => collector.events().filter((event) => event.traceId === span.traceId)
    await expect.poll(events).toHaveLength(1)
    expect(events()[0]?.attributes).toMatchObject({
      'exception.type': 'TypeError',
      'exception.message': 'The page gave way',
    })
  })

  test(`the page's script is ${isDevelopment ? 'in' : 'not in'} its documents`, async () => {
    const html = await (await fetch(app.url, { headers: asBrowser })).text()
    expect(html.split('/__kymo/client.js')).toHaveLength(isDevelopment ? 2 : 1)
  })
})

describe('beside kymo dev', () => {
  let copy: AppCopy
  let collector: Collector
  let app: { url: string; process: Running }
  const token = 'beside-kymo-dev'

  beforeAll(async () => {
    ;[copy, collector] = await Promise.all([
      installed('16.4'),
      createCollector({ port: 0, token, openReads: true, allowAppOrigins: true }),
    ])
    app = await serve(copy.folder, 'dev', '16.4', {
      NODE_OPTIONS: `--import=${preload}`,
      KYMO_URL: collector.url,
      KYMO_TOKEN: token,
      KYMO_BROWSER_KEY: browserKey(token),
      KYMO_ENV: 'development',
      UPSTREAM_URL: upstream.url,
    })
    await app.process.printed(/Ready in/)
  })

  afterAll(async () => {
    await app?.process.stop()
    await collector?.close()
    await copy?.remove()
  })

  const read = async (path: string) => (await fetch(collector.url + path)).json()
  test('there is one agent: a request and its fetch are told once', async () => {
    await fetch(`${app.url}/item/1`, { headers: asBrowser })
    const rows = async () => ((await read('/api/fetches')) as { rows: unknown[] }).rows
    await expect.poll(rows).toHaveLength(1)
    expect(await read('/api/performance/metrics?window=all')).toMatchObject({ totalRequests: 1 })
    expect(await read('/api/status')).toMatchObject({ instances: [{ app: 'documented' }] })
  })

  test('the page starts once, by the script that was put in', async () => {
    const page = await browser.newPage()
    try {
      const said: string[] = []
      page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
      const tellers = tellersOf(page)
      await page.goto(app.url)
      await expect.poll(tellers).toEqual(['browser documented'])
      await page.getByRole('link', { name: 'An item' }).click()
      await page.getByText('1 ').first().waitFor()
      expect(tellers()).toHaveLength(1)
      expect(said.filter((line) => /^(error|warning)/.test(line) && !line.includes('404'))).toEqual([])
    } finally {
      await page.close()
    }
  })

  test('and by the import in instrumentation-client, where that did not come through', async () => {
    const page = await browser.newPage()
    try {
      await page.route('**/__kymo/client.js', (route) => route.abort())
      const tellers = tellersOf(page)
      await page.goto(app.url)
      await expect
        .poll(() =>
          page.evaluate(
            () => (window as unknown as { [key: symbol]: unknown })[Symbol.for('kymo.page')] !== undefined,
          ),
        )
        .toBe(true)
      await expect.poll(tellers).toEqual(['browser documented'])
    } finally {
      await page.close()
    }
  })
})

/** Everything that the agent would have changed in the process, as a route of the app sees it. */
const PROBE = `
import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import http from 'node:http'
import https from 'node:https'
import Module from 'node:module'
export const dynamic = 'force-dynamic'
export function GET() {
  const fetchProperty = Object.getOwnPropertyDescriptor(globalThis, 'fetch')
  const channels = ['http.server.request.start', 'http.server.response.finish', 'http.client.request.start',
    'http.client.response.finish', 'http.client.request.error', 'undici:request:create', 'undici:request:headers',
    'undici:request:trailers', 'undici:request:error', 'undici:client:sendHeaders']
  return Response.json({
    fetch: Object.keys(fetchProperty).toSorted(),
    symbols: Object.getOwnPropertySymbols(globalThis).map(String).filter((name) => /kymo/i.test(name)),
    emit: [http.Server, https.Server].map((server) => Object.hasOwn(server.prototype, 'emit')),
    response: Object.getOwnPropertyNames(http.ServerResponse.prototype).toSorted(),
    writes: ['write', 'end', 'writeHead', 'flushHeaders'].map((name) => String(http.ServerResponse.prototype[name]).length),
    outgoing: String(http.OutgoingMessage.prototype.write).length,
    request: String(http.request).length,
    channels: channels.map((name) => channel(name).hasSubscribers),
    listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]).toSorted(),
    loader: String(Module._extensions['.js']),
    stacks: String(Error.prepareStackTrace),
    console: String(console.error).length,

    storages: Object.getOwnPropertySymbols(globalThis).filter((key) => /storage/i.test(String(key)))
      .map((key) => [String(key).replace(/@.*/, ''), Object.getOwnPropertyNames(globalThis[key]).includes('run')]).toSorted(),
  })
}
`

describe.each<[NextVersion, NextMode]>([
  ['16.4', 'start'],
  ['16.4', 'dev'],
])('switched off, next %s %s', (version, mode) => {
  let without: AppCopy
  let withKymo: AppCopy

  beforeAll(async () => {
    ;[without, withKymo] = await Promise.all([installed(version), installed(version)])
    await without.edit(
      'instrumentation.ts',
      () => 'export function register() {}\nexport function onRequestError() {}\n',
    )
    await without.edit('instrumentation-client.ts', () => '')
    await without.edit('next.config.ts', () => 'export default { poweredByHeader: false }\n')
    for (const { folder } of [without, withKymo]) {
      await mkdir(join(folder, 'app/probe'), { recursive: true })
      await writeFile(join(folder, 'app/probe/route.ts'), `// @ts-nocheck\n${PROBE}`)
      if (mode === 'start') await build(folder, version)
    }
  })

  afterAll(async () => {
    await without?.remove()
    await withKymo?.remove()
  })

  /** What the probe sees. */
  async function probe({ folder }: AppCopy, env: Readonly<Record<string, string>>): Promise<unknown> {
    const app = await serve(folder, mode, version, { UPSTREAM_URL: upstream.url, ...env })
    try {
      await app.process.printed(/Ready in/)
      await until(async () => (await fetch(`${app.url}/item/1`)).status > 0)
      return await (await fetch(`${app.url}/probe`)).json()
    } finally {
      await app.process.stop()
    }
  }

  test('nothing of the process is changed', async () => {
    const address = { KYMO_URL: 'http://127.0.0.1:9', KYMO_TOKEN: 'x', KYMO_BROWSER_KEY: 'x' }
    const alone = await probe(without, {})
    expect(await probe(withKymo, {})).toEqual(alone)
    expect(await probe(withKymo, { ...address, KYMO_DISABLED: '1' })).toEqual(alone)
    // The probe would see it.
    expect(await probe(withKymo, address)).not.toEqual(alone)
  })
})

describe.each<[NextVersion, 'turbopack' | 'webpack']>([
  ['16.4', 'turbopack'],
  ['16.4', 'webpack'],
  ['15.5', 'webpack'],
])('what browsers load of a build, next %s %s', (version, bundler) => {
  let copy: AppCopy
  let collector: Collector
  const token = 'production'

  beforeAll(async () => {
    ;[copy, collector] = await Promise.all([
      installed(version),
      createCollector({ port: 0, token, openReads: true }),
    ])
  })

  afterAll(async () => {
    await copy?.remove()
    await collector?.close()
  })

  const made = () => join(copy.folder, '.next/static')

  test('has nothing of Kymo, and is as large as without it, also when it is built with its variables set', async () => {
    const env = { KYMO_URL: 'http://127.0.0.1:9', KYMO_BROWSER_KEY: 'x', KYMO_TOKEN: 'x' }
    await build(copy.folder, version, { bundler, env })
    expect(mentioning(made(), /kymo/i)).toEqual([])
    const size = sizeOf(made())
    await copy.edit('instrumentation-client.ts', () => 'export {}\n')
    await rm(join(copy.folder, '.next'), { recursive: true })
    await build(copy.folder, version, { bundler, env })
    const without = sizeOf(made())
    console.log(`next ${version} ${bundler}: ${size} bytes with the import, ${without} without`)
    expect(Math.abs(size - without)).toBeLessThan(400)
    await copy.edit('instrumentation-client.ts', () => "import '@kymo/next/client'\n")
  })

  test('has it where that is asked for, and pages then tell of themselves', async () => {
    const env = { TEST_PAGE_URL: collector.url, TEST_PAGE_KEY: browserKey(token), UPSTREAM_URL: upstream.url }
    await build(copy.folder, version, { bundler, env })
    expect(mentioning(made(), /kymo/i).length).toBeGreaterThan(0)
    const app = await serve(copy.folder, 'start', version, env)
    await app.process.printed(/Ready in/)
    collector.allowOrigin(app.url)
    const page = await browser.newPage()
    try {
      const tellers = tellersOf(page)
      await page.goto(app.url)
      await expect.poll(tellers).toEqual(['browser documented'])
    } finally {
      await page.close()
      await app.process.stop()
    }
  })
})
