import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Span } from '@kymo/protocol'
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
import { startUpstream, until } from './support/shop.ts'

/* What Next.js does within a request, as a collector receives it. */

const source = 'e2e/apps/renders'

let collector: CollectingServer
let upstream: Awaited<ReturnType<typeof startUpstream>>

beforeAll(async () => {
  ;[collector, upstream] = await Promise.all([startCollectingServer(), startUpstream()])
})

afterAll(async () => {
  await upstream?.process.stop()
  await collector?.close()
})

const kymo = () => ({ KYMO_URL: collector.url, KYMO_TOKEN: 'test', KYMO_ENV: 'development' })
const env = () => ({ UPSTREAM_URL: upstream.url })

interface Trace {
  readonly status: number
  readonly text: string
  readonly request: Span
  readonly spans: readonly Span[]
  /** The only span of this name. */
  one(name: string): Span
  /** The only fetch of this path. */
  fetch(path: string): Span
  /** The name of the span that caused it. */
  parent(span: Span): string | undefined
  names(kind: Span['kind']): string[]
}

/** Makes a request, and returns all that belongs to it. */
async function trace(app: NextApp, path: string): Promise<Trace> {
  const traceId = randomBytes(16).toString('hex')
  const headers = { accept: 'text/html', traceparent: `00-${traceId}-${'1'.repeat(16)}-01` }
  const response = await fetch(app.url + path, { headers })
  const text = await response.text()
  const request = await until(async () =>
    collector.spans().find((span) => span.traceId === traceId && span.kind === 'request'),
  )
  const spans = collector.spans().filter((span) => span.traceId === traceId)
  function only(what: string, found: readonly Span[]): Span {
    const [span, ...others] = found
    if (span !== undefined && others.length === 0) return span
    throw new Error(`There are ${found.length} of ${what} in:\n${spans.map(({ name }) => name).join('\n')}`)
  }
  return {
    status: response.status,
    text,
    request,
    spans,
    one: (name) =>
      only(
        name,
        spans.filter((span) => span.name === name),
      ),
    fetch: (path) =>
      only(
        path,
        spans.filter((span) => String(span.attributes['url.full']).endsWith(path)),
      ),
    parent: (span) => spans.find((other) => other.spanId === span.parentId)?.name,
    names: (kind) => spans.filter((span) => span.kind === kind).map(({ name }) => name),
  }
}

/** The longest that the request waited for the product page to be compiled. */
function compilation({ spans }: Trace): Span | undefined {
  return spans
    .filter(({ name }) => name === 'compile /product/[id]')
    .toSorted((a, b) => b.duration - a.duration)[0]
}

const ways = [
  ['16.4', 'dev'],
  ['16.4', 'dev-webpack'],
  ['15.5', 'dev'],
] as const satisfies readonly (readonly [NextVersion, NextMode])[]

describe.each(ways)('next %s %s', (version, mode) => {
  let copy: AppCopy
  let app: NextApp

  beforeAll(async () => {
    copy = await copyApp(source, version)
    app = await startNextApp(copy.folder, mode, { ...kymo(), ...env() }, version)
  })

  afterAll(async () => {
    await app?.process.stop()
    await copy?.remove()
  })

  test('a first load says how long it waited for the compiler, and later ones that they did not', async () => {
    const cold = await trace(app, '/product/1')
    const compile = compilation(cold)
    if (compile === undefined) throw new Error('Nothing was compiled.')
    expect(compile).toMatchObject({ kind: 'render', status: 'unset', parentId: cold.request.spanId })
    expect(cold.names('render').filter((name) => /^compile \/product\/\d/.test(name))).toEqual([])
    expect(compile.duration).toBeGreaterThan(50)
    const { duration } = cold.one('page /product/[id]')
    expect(cold.request.duration).toBeGreaterThan(compile.duration + duration)
    const warm = await trace(app, '/product/1')
    // What is compiled already is looked up.
    expect(compilation(warm)?.duration ?? 0).toBeLessThan(compile.duration)
    expect(warm.request.duration).toBeLessThan(cold.request.duration)
  })

  test('layouts, pages and metadata are shown with their files, the fetches they make beneath them', async () => {
    const page = await trace(app, '/product/2')
    expect(page.one('proxy')).toMatchObject({ kind: 'render', parentId: page.request.spanId })
    expect(page.one('proxy').duration).toBeGreaterThanOrEqual(19)
    const render = page.one('render /product/[id]')
    expect(render).toMatchObject({
      kind: 'render',
      parentId: page.request.spanId,
      attributes: { 'next.span_type': 'AppRender.getBodyResult', 'next.route': '/product/[id]' },
    })
    for (const [name, file, least, fetched] of [
      ['layout /', 'app/layout.tsx', 0, undefined],
      ['layout /product/[id]', 'app/product/[id]/layout.tsx', 29, '/rates?layout'],
      ['page /product/[id]', 'app/product/[id]/page.tsx', 59, '/rates?page'],
      ['metadata /product/[id]', 'app/product/[id]/page.tsx', 0, '/rates?metadata'],
      ['viewport /product/[id]', 'app/product/[id]/page.tsx', 4, undefined],
    ] as const) {
      const span = page.one(name)
      expect(span).toMatchObject({ kind: 'render', attributes: { 'code.file.path': file } })
      expect(page.parent(span)).toBe('render /product/[id]')
      expect(span.duration).toBeGreaterThanOrEqual(least)
      if (fetched !== undefined) expect(page.parent(page.fetch(fetched))).toBe(name)
    }
    // A component of the page, which is neither a page nor a layout.
    expect(page.parent(page.fetch('/rates?reviews'))).toBe('render /product/[id]')
    expect(page.names('render')).toContain('start response')
    expect(page.names('fetch')).toHaveLength(4)
    expect(page.names('request')).toHaveLength(1)
    for (const { attributes } of page.spans.filter(({ kind }) => kind === 'fetch')) {
      expect(attributes['kymo.fetch.origin']).toBe('server-component')
    }
    for (const span of page.spans) {
      const cause = page.spans.find((other) => other.spanId === span.parentId)
      if (cause !== undefined) expect(span.start).toBeGreaterThanOrEqual(cause.start)
      if (span.kind !== 'request') expect(cause).toBeDefined()
    }
  })

  test('a page that throws has failed, and so has its request', async () => {
    const broken = await trace(app, '/product/broken')
    expect(broken.status).toBe(500)
    expect(broken.one('page /product/[id]')).toMatchObject({
      status: 'error',
      attributes: { 'error.type': 'RangeError' },
    })
    expect(broken.request.status).toBe('error')
    const exceptions = collector.events().filter((event) => event.traceId === broken.request.traceId)
    expect(exceptions).toMatchObject([{ attributes: { 'exception.message': 'The page gave way' } }])
  })

  test('a page of the client alone is rendered like others', async () => {
    const island = await trace(app, '/island')
    expect(island.text).toContain('<button')
    expect(island.names('render')).toEqual(expect.arrayContaining(['layout /', 'render /island']))
  })

  test('the Pages Router shows its own stages, and handlers of both routers theirs', async () => {
    const old = await trace(app, '/old/1')
    const props = old.one('getServerSideProps /old/[id]')
    expect(props).toMatchObject({ kind: 'render', parentId: old.request.spanId })
    expect(props.duration).toBeGreaterThanOrEqual(29)
    expect(old.parent(old.fetch('/rates?props'))).toBe(props.name)
    expect(old.one('render document /old/[id]').parentId).toBe(old.request.spanId)

    const fixed = await trace(app, '/old/static')
    expect(fixed.parent(fixed.fetch('/rates?static'))).toBe('getStaticProps /old/static')

    const api = await trace(app, '/api/old')
    expect(api.parent(api.fetch('/rates?api'))).toBe('api handler /api/old')

    const handler = await trace(app, '/api/stock')
    expect(handler.parent(handler.fetch('/rates?handler'))).toBe('route handler /api/stock')
    expect(handler.request.attributes['http.route']).toBe('/api/stock')
  })

  test('requests at the same time keep their stages apart', async () => {
    const traces = await Promise.all(Array.from({ length: 20 }, (_, i) => trace(app, `/product/${i}`)))
    for (const page of traces) {
      expect(page.parent(page.fetch('/rates?page'))).toBe('page /product/[id]')
      expect(page.parent(page.one('page /product/[id]'))).toBe('render /product/[id]')
      expect(page.one('render /product/[id]').parentId).toBe(page.request.spanId)
    }
  })

  test('what an edit puts in place of a page is what runs, and is shown once', async () => {
    await copy.edit('app/product/[id]/page.tsx', (text) =>
      text.replace('<h1>Product</h1>', '<h1>Edited</h1>'),
    )
    const edited = await until(async () => {
      const page = await trace(app, '/product/3')
      return page.text.includes('<h1>Edited</h1>') && page
    })
    expect(edited.parent(edited.fetch('/rates?page'))).toBe(edited.one('page /product/[id]').name)
  })

  test('Next.js is watched while it is developed with', async () => {
    expect(await (await fetch(`${app.url}/api/wrapped`)).json()).toBe(true)
  })
})

describe.each<NextVersion>(['16.4', '15.5'])('next %s start', (version) => {
  test('shows no stages, and watches nothing of them', async () => {
    const copy = await copyApp(source, version)
    const app = await startNextApp(copy.folder, 'start', { ...kymo(), ...env() }, version)
    try {
      const page = await trace(app, '/product/1')
      expect(page.names('render')).toEqual([])
      expect(page.fetch('/rates?page').parentId).toBe(page.request.spanId)
      expect(await (await fetch(`${app.url}/api/wrapped`)).json()).toBe(false)
    } finally {
      await app.process.stop()
      await copy.remove()
    }
  })
})

describe.each<NextVersion>(['16.4', '15.5'])('an app with its own provider, next %s', (version) => {
  /** What the app itself exports of two requests: each span with all that it is within. */
  async function exported(others: Readonly<Record<string, string>>, use?: (app: NextApp) => Promise<void>) {
    const folder = await mkdtemp(join(tmpdir(), 'kymo-'))
    const file = join(folder, 'spans')
    const copy = await copyApp(source, version)
    const app = await startNextApp(copy.folder, 'dev', { ...env(), ...others, OTEL_OUT: file }, version)
    try {
      for (const path of ['/product/1', '/old/1']) await (await fetch(app.url + path)).text()
      const first = await until(async () => {
        const lines = await pathsOf(file)
        return lines.includes('next.js: GET /old/[id]') && lines
      })
      await use?.(app)
      return first
    } finally {
      await app.process.stop()
      await copy.remove()
      await rm(folder, { recursive: true })
    }
  }

  async function pathsOf(file: string): Promise<string[]> {
    const spans = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const ids = new Map(spans.map((span) => [span.spanId, span]))
    const path = (span: (typeof spans)[number]): string =>
      `${ids.has(span.parent) ? `${path(ids.get(span.parent))} > ` : `${span.scope}: `}${span.name}`
    return spans.map(path).toSorted()
  }

  test('exports what it did without Kymo, and Kymo shows the spans that the app makes', async () => {
    const without = await exported({})
    const withKymo = await exported(kymo(), async (app) => {
      const page = await trace(app, '/product/1')
      const price = page.one('price')
      expect(price).toMatchObject({
        kind: 'internal',
        attributes: { product: '1', 'otel.scope.name': 'shop' },
      })
      expect(page.parent(price)).toBe('page /product/[id]')
      expect(page.parent(page.fetch('/rates?page'))).toBe('price')
      expect(page.one('round')).toMatchObject({ kind: 'internal', attributes: { digits: 2 } })
      expect(page.parent(page.one('round'))).toBe('price')
      expect(page.names('internal')).toHaveLength(2)
      expect(page.names('fetch')).toHaveLength(4)
    })
    expect(without.length).toBeGreaterThan(15)
    expect(withKymo).toEqual(without)
  })
})
