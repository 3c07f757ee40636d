import type { Row } from './row.ts'
import { CHUNKS } from './upstream.ts'
import {
  AUTO,
  type Group,
  hit,
  MEMOIZED,
  MISS,
  NO_CACHE_THERE,
  NO_STORE,
  RENEWAL,
  STALE,
  type Stage,
  stale,
} from './visit.ts'

/** Each is asked for by `mode` and `mark`. */
type Address = (mode: string, mark: string) => string

interface Place extends Pick<Row, 'origin' | 'runtime' | 'source'> {
  readonly address: Address
}

/** What every place that has the data cache makes of it. Marks begin with the place's own letter, as caches are shared. */
const cachingVisits = ({ address, origin, runtime }: Place, letter: string): Group['visits'] => {
  const row = (
    mark: string,
    more: Pick<Row, 'cache' | 'mode' | 'revalidate' | 'received' | 'tags'>,
  ): Row => ({
    url: `/json/${letter}-${mark}`,
    origin,
    ...(runtime === undefined ? {} : { runtime }),
    ...more,
  })
  const visit = (mode: string, ...rows: Row[]) => ({ path: address(mode, `${letter}-${mode}`), rows })
  const tags = [`${letter}-revalidate-60`, 'all']
  return [
    visit('plain', row('plain', { cache: AUTO })),
    visit('request', row('request', { mode: 'no-store', cache: NO_STORE })),
    visit('no-store', row('no-store', { mode: 'no-store', cache: NO_STORE })),
    visit('force-cache', row('force-cache', { mode: 'force-cache', cache: MISS })),
    visit('force-cache', row('force-cache', { mode: 'force-cache', cache: hit(false) })),
    visit('revalidate-60', row('revalidate-60', { revalidate: 60, tags, cache: MISS })),
    visit('revalidate-60', row('revalidate-60', { revalidate: 60, tags, cache: hit(60) })),
    visit('revalidate-1', row('revalidate-1', { revalidate: 1, cache: MISS })),
    {
      wait: STALE,
      ...visit(
        'revalidate-1',
        row('revalidate-1', { revalidate: 1, cache: stale(1) }),
        row('revalidate-1', { revalidate: 1, cache: RENEWAL }),
      ),
    },
  ]
}

const inPlace = ({ address, origin, runtime, source }: Place, mark: string, cache: Row['cache']) => ({
  path: address('here', mark),
  rows: [
    {
      url: `/json/${mark}`,
      origin,
      cache,
      ...(runtime === undefined ? {} : { runtime }),
      ...(source === undefined ? {} : { source }),
    },
  ],
})

/** Actions cache what says so, and nothing else. */
const NO_DEFAULT = ['skip', 'fetchCache = default-no-store'] as const

const PARTS = CHUNKS.join('').length

export const runtimes = (stage: Stage): Group[] => {
  const handler: Place = {
    origin: 'route-handler',
    source: ['app/api/calls/[mode]/route.ts', 'await (await fetch('],
    address: (mode, mark) => `/api/calls/${mode}?mark=${mark}`,
  }
  const edge: Place = {
    origin: 'edge',
    runtime: 'edge',
    source: ['app/api/edge/[mode]/route.ts', 'await fetch('],
    address: (mode, mark) => `/api/edge/${mode}?mark=${mark}`,
  }
  const edgePage: Place = {
    origin: 'edge',
    runtime: 'edge',
    address: (mode, mark) => `/edge-page/${mode}?mark=${mark}`,
  }
  return [
    {
      name: 'route handler',
      visits: [
        ...cachingVisits(handler, 'r'),
        inPlace(handler, 'r-here', AUTO),
        {
          path: '/api/calls/plain?mark=r-posted',
          body: 'to the handler',
          rows: [{ url: '/json/r-posted', origin: 'route-handler', cache: AUTO }],
        },
        {
          path: '/api/calls/passed-on',
          rows: [
            {
              url: '/stream/passed-on',
              origin: 'route-handler',
              mode: 'no-store',
              received: PARTS,
              cache: NO_STORE,
              source: ['app/api/calls/[mode]/route.ts', "'passed-on'"],
            },
          ],
        },
        {
          // A handler is not rendered: nothing is shared within it.
          path: '/api/calls/twins?mark=r-twins',
          rows: [
            { url: '/json/r-twins', origin: 'route-handler', cache: AUTO },
            { url: '/json/r-twins', origin: 'route-handler', cache: AUTO },
          ],
        },
        {
          path: '/api/after',
          rows: [
            {
              url: '/json/after-route',
              origin: 'route-handler',
              mode: 'no-store',
              cache: NO_STORE,
              source: ['app/api/after/route.ts', 'await fetch('],
            },
          ],
        },
      ],
    },
    {
      name: 'server action',
      visits: [
        ...['plain', 'no-store', 'force-cache', 'force-cache'].map((mode, i) => ({
          path: '/actions',
          form: { mode, mark: `a-${mode}` },
          rows: [
            {
              url: `/json/a-${mode}`,
              origin: 'server-action',
              parent: 'action',
              ...(mode === 'plain' ? {} : { mode }),
              cache: [NO_DEFAULT, NO_STORE, MISS, hit(false)][i] ?? null,
            } as const,
          ],
        })),
        {
          path: '/actions',
          form: { mode: 'here', mark: 'a-here' },
          rows: [
            {
              url: '/json/a-here',
              origin: 'server-action',
              parent: 'action',
              cache: NO_DEFAULT,
              source: ['app/actions/actions.ts', 'await fetch('],
            },
          ],
        },
        {
          path: '/actions',
          form: { mode: 'after', mark: 'a-after' },
          rows: [
            {
              url: '/json/a-after',
              origin: 'server-action',
              parent: 'action',
              mode: 'no-store',
              cache: NO_STORE,
            },
          ],
        },
      ],
    },
    { name: 'edge route', visits: [...cachingVisits(edge, 'e'), inPlace(edge, 'e-here', AUTO)] },
    {
      name: 'edge page',
      visits: [
        ...cachingVisits(edgePage, 'p'),
        {
          path: '/edge-page/twins?mark=p-twins',
          rows: [
            { url: '/json/p-twins', origin: 'edge', runtime: 'edge', cache: AUTO },
            { url: '/json/p-twins', origin: 'edge', runtime: 'edge', received: null, cache: MEMOIZED },
          ],
        },
      ],
    },
    { name: 'proxy', visits: proxyVisits(stage) },
    { name: 'pages router', visits: pagesRouterVisits() },
  ]
}

/** In Node Next.js's own fetch is in place; since version 16 it keeps nothing. At the edge there is the sandbox's. */
function proxyVisits({ version, proxy }: Stage): Group['visits'] {
  const here = version === '16.4' ? 'proxy.ts' : 'middleware.ts'
  const row = (mark: string, more: Pick<Row, 'mode' | 'cache' | 'source'>): Row => ({
    url: `/json/${mark}`,
    origin: 'proxy',
    ...more,
    ...(proxy === 'edge' ? { runtime: 'edge', cache: NO_CACHE_THERE } : {}),
  })
  const visit = (mode: string, rows: Row) => ({
    path: `/api/nothing?proxy=${mode}&mark=x-${mode}`,
    rows: [rows],
  })
  return [
    visit('plain', row('x-plain', { cache: AUTO })),
    visit('no-store', row('x-no-store', { mode: 'no-store', cache: NO_STORE })),
    visit('force-cache', row('x-force-cache', { mode: 'force-cache', cache: MISS })),
    visit(
      'force-cache',
      row('x-force-cache', { mode: 'force-cache', cache: version === '16.4' ? MISS : hit(false) }),
    ),
    visit('here', row('x-here', { cache: AUTO, source: [here, 'await fetch('] })),
  ]
}

function pagesRouterVisits(): Group['visits'] {
  const row = (mark: string, more: Partial<Row> = {}): Row => ({
    url: `/json/${mark}`,
    origin: 'pages',
    cache: NO_CACHE_THERE,
    ...more,
  })
  return [
    { path: '/old/ssr?mode=plain&mark=o-plain', rows: [row('o-plain')] },
    // Asked to cache, the Pages Router does not.
    { path: '/old/ssr?mode=force-cache&mark=o-force', rows: [row('o-force', { mode: 'force-cache' })] },
    { path: '/old/ssr?mode=force-cache&mark=o-force', rows: [row('o-force', { mode: 'force-cache' })] },
    {
      path: '/old/ssr?mode=here&mark=o-here',
      rows: [row('o-here', { source: ['pages/old/ssr.tsx', 'await fetch('] })],
    },
    { path: '/api/old/calls?mode=plain&mark=o-api', rows: [row('o-api')] },
    {
      path: '/api/old/edge?mode=plain&mark=o-edge',
      rows: [row('o-edge', { origin: 'edge', runtime: 'edge' })],
    },
    { path: '/old/static', wait: STALE, rows: [row('old-static')] },
  ]
}
