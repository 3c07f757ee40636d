export interface Mistake {
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

/** Every way to fail on the server. */
export const MISTAKES: readonly Mistake[] = [
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

/**
 * One of each layer that a bundler makes apart: server components, client components on the server, handlers, Edge, the
 * Pages Router and the proxy. What is thrown in them, and how it is told, does not depend on the bundler.
 */
export const MISTAKES_OF_LAYERS: readonly Mistake[] = MISTAKES.filter(({ path }) =>
  ['/rsc', '/ssr', '/handler', '/edge-page', '/api/old', '/?proxy=throws'].includes(path),
)
