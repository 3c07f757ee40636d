import { span } from './spans.mjs'

/** What Next.js does in a request of a page, as its agent tells in development; the last is what fetches are made in. */
export function renderSteps(document, { route, slow }) {
  const { start, duration } = document
  const step = (name, type, parent, from, took, attributes = {}) =>
    span('render', name, parent, from, took, 'ok', { 'next.span_type': type, ...attributes })
  const compiles = Math.random() < 0.3 ? 24 : 1.5
  const body = step(
    `render ${route}`,
    'AppRender.getBodyResult',
    document,
    start + compiles + 5,
    duration - compiles - 12,
  )
  const tree = step('build component tree', 'NextNodeServer.createComponentTree', body, body.start + 1, 9)
  const segments = ['/', ...route.split('/').filter(Boolean), '__PAGE__'].map((segment, index) =>
    step(
      `load segment ${segment}`,
      'NextNodeServer.getLayoutOrPageModule',
      tree,
      tree.start + index * 2,
      1.6,
      {
        'next.segment': segment,
      },
    ),
  )
  return [
    step('compile', 'DevBundlerService.ensurePage', document, start + 1, compiles),
    step('prepare route', 'RouteModule.prepare', document, start + compiles + 2, 2.4),
    tree,
    ...segments,
    step(
      `resolve metadata ${route}`,
      'ResolveMetadata.generateMetadata',
      body,
      body.start + 12,
      slow ? 60 : 3,
    ),
    step('load client components', 'NextNodeServer.clientComponentLoading', body, body.start + 16, 2),
    step('start response', 'NextNodeServer.startResponse', document, start + duration * 0.7, 0.1),
    body,
  ]
}
