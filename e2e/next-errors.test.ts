import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attributes, Event } from '@kymo/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CollectingServer, startCollectingServer } from './support/collector.ts'
import {
  type AppCopy,
  copyApp,
  type NextApp,
  type NextMode,
  type NextVersion,
  startNextApp,
} from './support/next-app.ts'

/*
 * Whatever fails on the server is told once, as what it is, of the request it failed; in development with its place in
 * the app's source. The app is e2e/apps/errors.
 */

interface Mistake {
  readonly path: string
  readonly type: string
  readonly message: string
  readonly mechanism: string
  /** Where it is thrown: a file of the app, and a text that only this line of it has. */
  readonly at?: readonly [file: string, text: string]
  readonly function?: string
  readonly edge?: true
  readonly escaped?: true
  /** Whether its users are shown a digest of it. */
  readonly digest?: true
  /** What its stack tells besides. */
  readonly stack?: readonly string[]
}

const rendered = { mechanism: 'render', digest: true } as const
const thrown = 'app/thrown/[what]/route.ts'
const loose = 'app/loose/[how]/route.ts'

const MISTAKES: readonly Mistake[] = [
  {
    ...rendered,
    path: '/rsc',
    type: 'TypeError',
    message: 'rsc gave way',
    at: ['app/rsc/page.tsx', 'rsc gave way'],
    function: 'Inner',
  },
  {
    ...rendered,
    path: '/ssr',
    type: 'Error',
    message: 'ssr gave way',
    at: ['app/ssr/broken.tsx', 'ssr gave way'],
    function: 'Broken',
  },
  {
    ...rendered,
    path: '/streamed',
    type: 'Error',
    message: 'streamed gave way',
    at: ['app/streamed/page.tsx', 'streamed gave way'],
    function: 'Late',
  },
  {
    ...rendered,
    path: '/bounded',
    type: 'Error',
    message: 'bounded gave way',
    at: ['app/bounded/page.tsx', 'bounded gave way'],
  },
  {
    ...rendered,
    path: '/layout-throws',
    type: 'Error',
    message: 'layout gave way',
    at: ['app/layout-throws/layout.tsx', 'layout gave way'],
  },
  {
    ...rendered,
    path: '/metadata',
    type: 'Error',
    message: 'metadata gave way',
    at: ['app/metadata/page.tsx', 'metadata gave way'],
    function: 'generateMetadata',
  },
  {
    ...rendered,
    path: '/edge-page',
    type: 'Error',
    message: 'edge page gave way',
    at: ['app/edge-page/page.tsx', 'edge page gave way'],
    edge: true,
  },
  {
    path: '/handler',
    type: 'RangeError',
    message: 'deep gave way for handler',
    mechanism: 'request',
    at: ['lib/deep.ts', 'deep gave way'],
    function: 'deep',
    stack: ['app/handler/route.ts:5'],
  },
  {
    path: '/edge',
    type: 'TypeError',
    message: 'edge gave way',
    mechanism: 'request',
    at: ['app/edge/route.ts', 'edge gave way'],
    function: 'GET',
    edge: true,
  },
  {
    path: '/after',
    type: 'Error',
    message: 'after gave way',
    mechanism: 'after',
    at: ['app/after/page.tsx', 'after gave way'],
  },
  { path: '/thrown/text', type: 'string', message: 'a text gave way', mechanism: 'request' },
  {
    path: '/thrown/object',
    type: 'object',
    message: '{"status":418,"password":"[redacted]"}',
    mechanism: 'request',
  },
  { path: '/thrown/null', type: 'null', message: 'null', mechanism: 'request' },
  {
    path: '/thrown/cause',
    type: 'Error',
    message: 'outer gave way',
    mechanism: 'request',
    at: [thrown, 'outer gave way'],
    stack: ['Caused by: TypeError: inner gave way'],
  },
  {
    path: '/thrown/many',
    type: 'AggregateError',
    message: 'all gave way',
    mechanism: 'request',
    at: [thrown, 'new AggregateError('],
    stack: ['One of: Error: first gave way', 'One of: RangeError: second gave way'],
  },
  {
    path: '/thrown/secret',
    type: 'Error',
    message: 'no entry for https://[redacted]@example.com/ with [redacted]',
    mechanism: 'request',
    at: [thrown, 'no entry for'],
  },
  {
    path: '/thrown/fetch',
    type: 'TypeError',
    message: 'fetch failed',
    mechanism: 'request',
    at: [thrown, 'await fetch('],
    stack: ['ECONNREFUSED', 'Called from:'],
  },
  {
    path: '/loose/rejection',
    type: 'Error',
    message: 'loose rejection gave way',
    mechanism: 'process',
    at: [loose, 'loose rejection'],
    escaped: true,
  },
  {
    path: '/loose/exception',
    type: 'Error',
    message: 'loose exception gave way',
    mechanism: 'process',
    at: [loose, 'loose exception'],
    escaped: true,
  },
  {
    path: '/loose/text',
    type: 'string',
    message: 'loose text gave way',
    mechanism: 'process',
    escaped: true,
  },
  {
    path: '/legacy/props',
    type: 'RangeError',
    message: 'server props gave way',
    mechanism: 'render',
    at: ['pages/legacy/props.tsx', 'server props gave way'],
    function: 'getServerSideProps',
  },
  {
    path: '/legacy/render',
    type: 'Error',
    message: 'old render gave way',
    mechanism: 'render',
    at: ['pages/legacy/render.tsx', 'old render gave way'],
    function: 'Page',
  },
  {
    path: '/api/old',
    type: 'TypeError',
    message: 'old api gave way',
    mechanism: 'request',
    at: ['pages/api/old.ts', 'old api gave way'],
    function: 'handler',
  },
  {
    path: '/api/old-edge',
    type: 'TypeError',
    message: 'old edge api gave way',
    mechanism: 'request',
    at: ['pages/api/old-edge.ts', 'old edge api gave way'],
    edge: true,
  },
  {
    path: '/?proxy=throws',
    type: 'TypeError',
    message: 'proxy gave way',
    mechanism: 'proxy',
    at: ['proxy.ts', 'proxy gave way'],
  },
  {
    path: '/?proxy=waits',
    type: 'Error',
    message: 'what the proxy left gave way',
    mechanism: 'after',
    at: ['proxy.ts', 'what the proxy left'],
  },
]

/** Where the bundlers differ. */
const SOME = new Set([
  '/rsc',
  '/ssr',
  '/handler',
  '/edge',
  '/edge-page',
  '/after',
  '/api/old',
  '/?proxy=throws',
])

describe.each<[NextVersion, NextMode]>([
  ['16.4', 'dev'],
  ['16.4', 'dev-webpack'],
  ['16.4', 'start'],
  ['15.5', 'dev'],
  ['15.5', 'start'],
])('next %s %s', (version, mode) => {
  const development = mode !== 'start'
  let collector: CollectingServer
  let copy: AppCopy
  let app: NextApp
  /** How many exceptions each trace has been found to have. */
  const counted = new Map<string, number>()

  beforeAll(async () => {
    ;[collector, copy] = await Promise.all([startCollectingServer(), copyApp('e2e/apps/errors', version)])
    app = await startNextApp(copy.folder, mode, environment(), version)
  })

  afterAll(async () => {
    await app?.process.stop()
    await copy?.remove()
    await collector?.close()
  })

  test.each(MISTAKES.filter(({ path }) => mode !== 'dev-webpack' || SOME.has(path)))(
    'what $path fails with is told once, of its request',
    async (mistake) => {
      const { status, exception } = await fail(mistake.path)
      // An answer that has begun can not become another.
      if (mistake.mechanism === 'request') expect(status).toBe(500)
      // Of metadata that fails, 15.5 itself keeps only what its users are shown.
      const masked = version === '15.5' && !development && mistake.path === '/metadata'
      expect(exception.attributes).toMatchObject({
        'exception.type': mistake.type,
        'exception.message': masked ? expect.stringContaining('omitted in production') : mistake.message,
        'kymo.exception.mechanism': mistake.mechanism,
        'kymo.exception.escaped': mistake.escaped ?? false,
      })
      const { 'kymo.runtime': runtime, 'next.digest': digest } = exception.attributes
      // The proxy is an Edge function up to 15.5, unless the app says otherwise.
      const ofProxy = mistake.path.includes('proxy') && version === '15.5'
      expect(runtime).toBe(mistake.edge || ofProxy ? 'edge' : undefined)
      expect(typeof digest).toBe(mistake.digest ? 'string' : 'undefined')
      const stack = exception.attributes['exception.stacktrace']
      for (const text of development ? (mistake.stack ?? []) : []) expect(stack).toContain(text)
      expect(stack ?? '').not.toContain(copy.folder)
      expect(JSON.stringify(exception.attributes)).not.toMatch(/hunter2|sk_live/)
      if (development && mistake.at !== undefined) await expectPlace(exception.attributes, ...mistake.at)
      else expect(Object.keys(exception.attributes).filter((name) => name.includes('code.'))).toEqual([])
      if (development && mistake.function !== undefined) {
        expect(exception.attributes['code.function.name']).toBe(mistake.function)
      }
    },
  )

  test('what a server action fails with is told once, of the action, however it was invoked', async () => {
    const html = await (await fetch(`${app.url}/action`)).text()
    const id = /\$ACTION_ID_(\w+)/.exec(html)?.[1] ?? ''
    const form = new FormData()
    form.append(`$ACTION_ID_${id}`, '')
    for (const init of [
      { body: form },
      { body: '[]', headers: { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' } },
    ]) {
      const { exception } = await fail('/action', {
        method: 'POST',
        ...init,
        headers: { ...init.headers, origin: app.url },
      })
      expect(exception.attributes).toMatchObject({
        'exception.message': 'action gave way',
        'kymo.exception.mechanism': 'action',
      })
      if (development) await expectPlace(exception.attributes, 'app/action/actions.ts', 'action gave way')
      const span = collector.spans().find(({ spanId }) => spanId === exception.spanId)
      expect(span?.kind).toBe('action')
    }
  })

  test.each(['/control/redirect', '/control/permanent', '/control/missing'])(
    '%s is how Next.js goes on, and no mistake',
    async (path) => {
      const { traceId } = await ask(path)
      await requestIsOver(traceId)
      expect(exceptionsOf(traceId)).toEqual([])
      counted.set(traceId, 0)
    },
  )

  test('a client that goes away is no mistake', async () => {
    const gone = new AbortController()
    const traceId = newTrace()
    const response = await fetch(`${app.url}/aborted`, { signal: gone.signal, headers: asPage(traceId) })
    await response.body?.getReader().read()
    gone.abort()
    await requestIsOver(traceId)
    expect(exceptionsOf(traceId)).toEqual([])
    counted.set(traceId, 0)
  })

  test.runIf(mode === 'start')(
    'a page that fails to be made anew is told of, though the old one is served',
    async () => {
      await ask('/legacy/static')
      await writeFile(join(copy.folder, '.next/static-fails'), '')
      await expect
        .poll(async () => {
          await ask('/legacy/static')
          return collector.events().map((event) => event.attributes['exception.message'])
        })
        .toContain('static props gave way')
    },
  )

  test.runIf(development)('after an edit, a mistake is told of its new place', async () => {
    await copy.edit(
      'lib/deep.ts',
      (text) => `// One more.\n// And another.\n${text.replace('for', 'again for')}`,
    )
    await expect
      .poll(async () => (await fail('/handler')).exception.attributes['exception.message'])
      .toMatch(/again/)
    const { exception } = await fail('/handler')
    await expectPlace(exception.attributes, 'lib/deep.ts', 'deep gave way')
    expect(exception.attributes['code.line.number']).toBe(5)
  })

  test.runIf(development)(
    'what can not be compiled is told by its place in the source, until it is mended',
    async () => {
      const mended = await readFile(join(copy.folder, 'app/handler/route.ts'), 'utf8')
      await copy.edit('app/handler/route.ts', (text) => text.replace('../../lib/deep', '../../lib/missing'))
      await expect
        .poll(async () => (await fail('/handler')).exception.attributes['exception.type'])
        .toBe('BuildError')
      const { status, exception } = await fail('/handler')
      expect(status).toBe(500)
      expect(exception.attributes).toMatchObject({
        'exception.type': 'BuildError',
        'exception.message': "Module not found: Can't resolve '../../lib/missing'",
        'kymo.exception.mechanism': 'build',
        'code.file.path': 'app/handler/route.ts',
        'code.line.number': 1,
      })
      expect(exception.attributes['kymo.code.context']).toContain("import { deep } from '../../lib/missing'")
      await copy.edit('app/handler/route.ts', () => mended)
      await expect
        .poll(async () => (await fail('/handler')).exception.attributes['exception.type'])
        .toBe('RangeError')
    },
  )

  test('no mistake is told late or twice', async () => {
    await fail('/handler')
    expect([...counted].map(([traceId]) => [traceId, exceptionsOf(traceId).length])).toEqual([...counted])
  })

  test.runIf(mode !== 'dev-webpack')(
    'an instrumentation.ts that fails is told of, though it ends the server',
    async () => {
      const before = collector.events().length
      const broken = await copyApp('e2e/apps/errors', version)
      try {
        // It ends at its start or, where it is prepared late, at its first request.
        const server = await startNextApp(
          broken.folder,
          mode,
          { ...environment(), FAIL_REGISTER: '1' },
          version,
        ).catch(() => undefined)
        if (server !== undefined) await fetch(server.url).catch(() => undefined)
        const told = () =>
          collector
            .events()
            .slice(before)
            .map((event) => event.attributes)
            .filter((attributes) => attributes['kymo.exception.escaped'] === true)
        await expect.poll(() => told().length).toBe(1)
        expect(told()[0]?.['exception.message']).toContain('register gave way')
        await server?.process.stop()
      } finally {
        await broken.remove()
      }
    },
  )

  test.runIf(version === '16.4' && mode === 'dev')(
    'what a cached function fails with is told by its place',
    async () => {
      await copy.edit('next.config.ts', (text) =>
        text.replace('typescript:', 'experimental: { useCache: true }, typescript:'),
      )
      await writeFile(
        join(copy.folder, 'app/bounded/page.tsx'),
        [
          "import { cookies } from 'next/headers'",
          'async function cached() {',
          "  'use cache'",
          "  throw new Error('cached gave way')",
          '}',
          'export default async function Page() {',
          '  await cookies()',
          '  await cached()',
          '}',
        ].join('\n'),
      )
      // The server starts anew.
      const asked = () => fail('/bounded').catch(() => undefined)
      await expect
        .poll(async () => (await asked())?.exception.attributes['exception.message'], { timeout: 60_000 })
        .toBe('cached gave way')
      const { exception } = await fail('/bounded')
      await expectPlace(exception.attributes, 'app/bounded/page.tsx', 'cached gave way')
    },
  )

  function environment(): Record<string, string> {
    return { KYMO_URL: collector.url, KYMO_TOKEN: 'test', KYMO_ENV: 'development' }
  }

  async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; traceId: string }> {
    const traceId = newTrace()
    const headers = { ...asPage(traceId), ...(init.headers as Record<string, string>) }
    const response = await fetch(app.url + path, { redirect: 'manual', ...init, headers })
    // What breaks off in the middle is one of the ways to fail.
    await response.text().catch(() => '')
    return { status: response.status, traceId }
  }

  /** Makes a request that fails, and returns what is told of it. */
  async function fail(path: string, init: RequestInit = {}): Promise<{ status: number; exception: Event }> {
    const { status, traceId } = await ask(path, init)
    await expect.poll(() => exceptionsOf(traceId).length, { message: path }).toBeGreaterThan(0)
    await requestIsOver(traceId)
    const exceptions = exceptionsOf(traceId)
    expect(exceptions.map((event) => event.attributes['exception.message'])).toHaveLength(1)
    counted.set(traceId, 1)
    const [exception] = exceptions as [Event]
    expect(collector.spans().some((span) => span.spanId === exception.spanId)).toBe(true)
    return { status, exception }
  }

  async function requestIsOver(traceId: string): Promise<void> {
    await expect
      .poll(() => collector.spans().some((span) => span.traceId === traceId && span.kind === 'request'))
      .toBe(true)
  }

  function exceptionsOf(traceId: string): readonly Event[] {
    return collector.events().filter((event) => event.traceId === traceId && event.name === 'exception')
  }

  /** Its file, line, and the lines around it. */
  async function expectPlace(attributes: Attributes, file: string, text: string): Promise<void> {
    const name = version === '15.5' && file === 'proxy.ts' ? 'middleware.ts' : file
    const source = (await readFile(join(copy.folder, name), 'utf8')).split('\n')
    const line = source.findIndex((code) => code.includes(text)) + 1
    expect(attributes).toMatchObject({ 'code.file.path': name, 'code.line.number': line })
    const first = Number(attributes['kymo.code.context.start'])
    const shown = attributes['kymo.code.context'] as readonly string[]
    expect(shown.length).toBeLessThanOrEqual(7)
    expect(first).toBe(Math.max(1, line - 3))
    expect(shown[line - first]).toContain(text)
    expect(attributes['exception.stacktrace']).toContain(`${name}:${line}:`)
  }
})

const newTrace = (): string => randomBytes(16).toString('hex')

const asPage = (traceId: string): Record<string, string> => ({
  accept: 'text/html',
  'sec-fetch-dest': 'document',
  traceparent: `00-${traceId}-${'1'.repeat(16)}-01`,
})
