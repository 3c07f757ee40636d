import type { Span } from '@kymo/protocol'
import { expect, test } from 'vitest'
import { until } from '../support/shop.ts'
import { type Rendered, render } from './rendered.ts'
import type { Stage } from './stage.ts'

/** What Next.js does within a request of a page, while it is developed. */
export function stagesOfPages(stage: Stage): void {
  test('a first load says how long it waited for the compiler, and later ones that they did not', async () => {
    const cold = await render(stage, '/product/1')
    const compile = compilation(cold)
    if (compile === undefined) throw new Error('Nothing was compiled.')
    expect(compile).toMatchObject({ kind: 'render', status: 'unset', parentId: cold.request.spanId })
    expect(cold.names('render').filter((name) => /^compile \/product\/\d/.test(name))).toEqual([])
    expect(compile.duration).toBeGreaterThan(50)
    const { duration } = cold.one('page /product/[id]')
    expect(cold.request.duration).toBeGreaterThan(compile.duration + duration)
    const warm = await render(stage, '/product/1')
    // What is compiled already is looked up.
    expect(compilation(warm)?.duration ?? 0).toBeLessThan(compile.duration)
    expect(warm.request.duration).toBeLessThan(cold.request.duration)
  })

  test('layouts, pages and metadata are shown with their files, the fetches they make beneath them', async () => {
    const page = await render(stage, '/product/2')
    expect(page.one('proxy')).toMatchObject({ kind: 'render', parentId: page.request.spanId })
    expect(page.one('proxy').duration).toBeGreaterThanOrEqual(19)
    const whole = page.one('render /product/[id]')
    expect(whole).toMatchObject({
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
    const broken = await render(stage, '/product/broken')
    expect(broken.status).toBe(500)
    expect(broken.one('page /product/[id]')).toMatchObject({
      status: 'error',
      attributes: { 'error.type': 'RangeError' },
    })
    expect(broken.request.status).toBe('error')
    const exceptions = stage.collector.events().filter((event) => event.traceId === broken.request.traceId)
    expect(exceptions).toMatchObject([{ attributes: { 'exception.message': 'The page gave way' } }])
  })

  test('requests at the same time keep their stages apart', async () => {
    const traces = await Promise.all(Array.from({ length: 20 }, (_, i) => render(stage, `/product/${i}`)))
    for (const page of traces) {
      expect(page.parent(page.fetch('/rates?page'))).toBe('page /product/[id]')
      expect(page.parent(page.one('page /product/[id]'))).toBe('render /product/[id]')
      expect(page.one('render /product/[id]').parentId).toBe(page.request.spanId)
    }
  })

  test('what an edit puts in place of a page is what runs, and is shown once', async () => {
    await stage.copy.edit('app/product/[id]/page.tsx', (text) =>
      text.replace('<h1>Product</h1>', '<h1>Edited</h1>'),
    )
    const edited = await until(async () => {
      const page = await render(stage, '/product/3')
      return page.text.includes('<h1>Edited</h1>') && page
    })
    expect(edited.parent(edited.fetch('/rates?page'))).toBe(edited.one('page /product/[id]').name)
  })

  test('Next.js is watched while it is developed with', async () => {
    expect((await render(stage, '/api/wrapped')).text).toBe('true')
  })
}

/** The same of other kinds of routes. */
export function stagesOfOtherRoutes(stage: Stage): void {
  test('a page of the client alone is rendered like others', async () => {
    const island = await render(stage, '/island')
    expect(island.text).toContain('<button')
    expect(island.names('render')).toEqual(expect.arrayContaining(['layout /', 'render /island']))
  })

  test('the Pages Router shows its own stages, and handlers of both routers theirs', async () => {
    const old = await render(stage, '/old/1')
    const props = old.one('getServerSideProps /old/[id]')
    expect(props).toMatchObject({ kind: 'render', parentId: old.request.spanId })
    expect(props.duration).toBeGreaterThanOrEqual(29)
    expect(old.parent(old.fetch('/rates?props'))).toBe(props.name)
    expect(old.one('render document /old/[id]').parentId).toBe(old.request.spanId)

    const fixed = await render(stage, '/old/static')
    expect(fixed.parent(fixed.fetch('/rates?static'))).toBe('getStaticProps /old/static')

    const api = await render(stage, '/api/rates')
    expect(api.parent(api.fetch('/rates?api'))).toBe('api handler /api/rates')

    const handler = await render(stage, '/api/stock')
    expect(handler.parent(handler.fetch('/rates?handler'))).toBe('route handler /api/stock')
    expect(handler.request.attributes['http.route']).toBe('/api/stock')
  })
}

/** In production. */
export function noStages(stage: Stage): void {
  test('no stages are shown, and nothing is watched of them', async () => {
    const page = await render(stage, '/product/1')
    expect(page.names('render')).toEqual([])
    expect(page.fetch('/rates?page').parentId).toBe(page.request.spanId)
    expect((await render(stage, '/api/wrapped')).text).toBe('false')
  })
}

/** The longest that the request waited for the product page to be compiled. */
function compilation({ spans }: Rendered): Span | undefined {
  return spans
    .filter(({ name }) => name === 'compile /product/[id]')
    .toSorted((a, b) => b.duration - a.duration)[0]
}
