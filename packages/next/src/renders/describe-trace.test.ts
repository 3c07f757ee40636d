import { expect, test } from 'vitest'
import { describeTrace } from './describe-trace.ts'

test.each([
  [
    'AppRender.getBodyResult',
    { spanName: 'render route (app) /product/[id]', attributes: { 'next.route': '/product/[id]' } },
    'render /product/[id]',
  ],
  [
    'AppRender.getBodyResult',
    { spanName: 'prerender route (app) /about', attributes: { 'next.route': '/about' } },
    'prerender /about',
  ],
  [
    'Render.getServerSideProps',
    { spanName: 'getServerSideProps /orders/[id]' },
    'getServerSideProps /orders/[id]',
  ],
  ['Render.getStaticProps', { spanName: 'getStaticProps /about' }, 'getStaticProps /about'],
  ['Render.renderDocument', { spanName: 'render route (pages) /orders' }, 'render document /orders'],
  ['Node.runHandler', { spanName: 'executing api route (pages) /api/x' }, 'api handler /api/x'],
  [
    'AppRouteRouteHandlers.runHandler',
    { spanName: 'executing api route (app) /api/y' },
    'route handler /api/y',
  ],
  ['NextNodeServer.getLayoutOrPageModule', { attributes: { 'next.segment': '' } }, 'load segment /'],
  ['NextNodeServer.getLayoutOrPageModule', { attributes: { 'next.segment': '[id]' } }, 'load segment [id]'],
  ['NextNodeServer.startResponse', { spanName: 'start response' }, 'start response'],
  ['NextNodeServer.createComponentTree', {}, 'build component tree'],
])('%s %o is shown as %s', (type, options, name) => {
  const shown = describeTrace(type, options)
  expect(shown?.name).toBe(name)
  expect(shown?.attributes).toMatchObject({ 'next.span_type': type })
})

test.each([
  ['/api/y/route', '/api/y', 'a file, as 15 says it'],
  ['/(shop)/api/y/route', '/api/y', 'a file in a group of routes'],
  ['/api/route', '/api/route', 'a folder named route'],
  ['/api/route/route', '/api/route', 'the file in a folder named route'],
  ['/route', '/', 'the file of the root'],
])('a handler that is named %s runs for the route %s: %s', (named, route) => {
  const options = { spanName: `executing api route (app) ${named}`, attributes: { 'next.route': named } }
  const shown = describeTrace('AppRouteRouteHandlers.runHandler', options, route)
  expect(shown).toMatchObject({ name: `route handler ${route}`, attributes: { 'next.route': route } })
})

test('route and segment are kept as attributes', () => {
  expect(
    describeTrace('AppRender.getBodyResult', { attributes: { 'next.route': '/a' } })?.attributes,
  ).toEqual({
    'next.span_type': 'AppRender.getBodyResult',
    'next.route': '/a',
  })
  const options = { attributes: { 'next.segment': '__PAGE__' } }
  expect(describeTrace('NextNodeServer.getLayoutOrPageModule', options)?.attributes).toEqual({
    'next.span_type': 'NextNodeServer.getLayoutOrPageModule',
    'next.segment': '__PAGE__',
  })
})

test.each([
  ['BaseServer.handleRequest', {}],
  ['AppRender.fetch', { spanName: 'fetch GET https://example.com' }],
  ['a type of a later version', {}],
  ['toString', {}],
  ['NextNodeServer.getLayoutOrPageModule', { hideSpan: true }],
])('%s %o is not shown', (type, options) => {
  expect(describeTrace(type, options)).toBeUndefined()
})
