import type { Row } from './row.ts'
import { CHUNKS, COMPRESSED } from './upstream.ts'
import {
  AUTO,
  type Group,
  hit,
  MEMOIZED,
  MISS,
  NO_STORE,
  RENEWAL,
  STALE,
  type Stage,
  stale,
} from './visit.ts'

const origin = 'server-component'
const PARTS = CHUNKS.join('').length

/** A page that calls in one way, and the rows of that. */
const page = (mode: string, ...rows: Omit<Row, 'origin'>[]) => ({
  path: `/page/${mode}`,
  rows: rows.map((row) => ({ origin, ...row }) as const),
})
const later = (mode: string, ...rows: Omit<Row, 'origin'>[]) => ({ wait: STALE, ...page(mode, ...rows) })

/** What is called, and how: from server components, where Next.js makes the most of it. */
export const pages = (closed: string): Group[] => [
  {
    name: 'caching',
    visits: [
      page('plain', { url: '/json/plain', cache: AUTO }),
      page('no-store', { url: '/json/no-store', mode: 'no-store', cache: NO_STORE }),
      page('force-cache', { url: '/json/force-cache', mode: 'force-cache', cache: MISS }),
      page('force-cache', { url: '/json/force-cache', mode: 'force-cache', cache: hit(false) }),
      page('revalidate-60', { url: '/json/revalidate-60', ...minute, cache: MISS }),
      page('revalidate-60', { url: '/json/revalidate-60', ...minute, cache: hit(60) }),
      page('revalidate-1', { url: '/json/revalidate-1', revalidate: 1, cache: MISS }),
      later(
        'revalidate-1',
        { url: '/json/revalidate-1', revalidate: 1, cache: stale(1) },
        { url: '/json/revalidate-1', revalidate: 1, cache: RENEWAL },
      ),
      page('revalidate-0', { url: '/json/revalidate-0', revalidate: 0, cache: ['skip', 'revalidate: 0'] }),
      page('revalidate-never', { url: '/json/revalidate-never', revalidate: false, cache: MISS }),
      page('revalidate-never', { url: '/json/revalidate-never', revalidate: false, cache: hit(false) }),
      // Next.js takes neither of two options that exclude each other.
      page('contradiction', { url: '/json/contradiction', mode: 'no-store', revalidate: 60, cache: AUTO }),
      page('request', { url: '/json/request', mode: 'no-store', cache: NO_STORE }),
      page('authorized', { url: '/json/authorized', cache: AUTO }),
    ],
  },
  {
    name: 'what is invalidated',
    visits: [
      page('revalidate-60', { url: '/json/revalidate-60', ...minute, cache: hit(60) }),
      { path: '/api/invalidate', body: 'all', rows: [] },
      page('revalidate-60', { url: '/json/revalidate-60', ...minute, cache: MISS }),
      page('revalidate-60', { url: '/json/revalidate-60', ...minute, cache: hit(60) }),
    ],
  },
  {
    name: 'what is sent and answered',
    visits: [
      page('post', { url: '/json/post', method: 'POST', sent: 12, cache: AUTO }),
      page('post-stream', { url: '/json/post-stream', method: 'POST', sent: 11, cache: AUTO }),
      page('head', { url: '/json/head', method: 'HEAD', received: 0, cache: AUTO }),
      page('redirected', { url: '/redirect/redirected', redirected: '/json/redirected-landed', cache: AUTO }),
      page('chunked', { url: '/chunked/chunked', received: PARTS, cache: AUTO }),
      page('chunked-cached', {
        url: '/chunked/chunked-cached',
        mode: 'force-cache',
        received: PARTS,
        cache: MISS,
      }),
      page('chunked-cached', {
        url: '/chunked/chunked-cached',
        mode: 'force-cache',
        received: PARTS,
        cache: hit(false),
      }),
      page('gzip', { url: '/gzip/gzip', received: COMPRESSED.length, cache: AUTO }),
      page('streamed', { url: '/stream/streamed', mode: 'no-store', received: PARTS, cache: NO_STORE }),
      page('unread', { url: '/json/unread', source: ['lib/calls.ts', 'unread:'], cache: AUTO }),
    ],
  },
  {
    name: 'what fails',
    visits: [
      page('not-found', {
        url: '/status/404/not-found',
        status: 404,
        error: '404',
        received: 2,
        cache: AUTO,
      }),
      page('not-found-cached', {
        url: '/status/404/not-found-cached',
        mode: 'force-cache',
        status: 404,
        error: '404',
        received: 2,
        cache: MISS,
      }),
      page('failing', { url: '/status/500/failing', status: 500, error: '500', received: 2, cache: AUTO }),
      page('refused', {
        url: `${closed}/refused`,
        ...unanswered,
        error: 'ECONNREFUSED',
        source: ['lib/calls.ts', 'CLOSED_URL'],
      }),
      page('blocked', {
        url: 'http://127.0.0.1:1/blocked',
        ...unanswered,
        error: 'TypeError',
        source: ['lib/calls.ts', '127.0.0.1:1/'],
      }),
      page('aborted', {
        url: '/silent/aborted',
        ...unanswered,
        error: 'AbortError',
        source: ['lib/calls.ts', 'signal: controller.signal'],
      }),
      page('timed-out', {
        url: '/silent/timed-out',
        ...unanswered,
        error: 'TimeoutError',
        source: ['lib/calls.ts', 'signal: AbortSignal.timeout'],
      }),
    ],
  },
  {
    name: 'more than one call, and other clients',
    visits: [
      page(
        'kept-alive',
        { url: '/json/kept-alive-first', mode: 'no-store', cache: NO_STORE },
        { url: '/json/kept-alive-second', mode: 'no-store', cache: NO_STORE },
      ),
      page(
        'twins',
        { url: '/json/twins', cache: AUTO },
        { url: '/json/twins', received: null, cache: MEMOIZED },
      ),
      page(
        'cached-twins',
        { url: '/json/cached-twins', mode: 'force-cache', cache: MISS },
        { url: '/json/cached-twins', mode: 'force-cache', cache: hit(false) },
      ),
      page('node-http', {
        url: '/json/node-http',
        source: ['lib/node-clients.ts', 'upstream(`/json/'],
        cache: null,
      }),
      page('undici-request', {
        url: '/chunked/undici-request',
        received: PARTS,
        source: ['lib/node-clients.ts', 'await request('],
        cache: null,
      }),
    ],
  },
]

const minute = { revalidate: 60, tags: ['revalidate-60', 'all'] } as const
const unanswered = { status: null, received: null, cache: null } as const

/** Where in a page it is called, and what the page's segment says of caching. */
export const places = ({ dev }: Pick<Stage, 'dev'>): Group[] => [
  {
    name: 'places in a page',
    visits: [
      page('here', { url: '/json/here', source: ['app/page/[mode]/page.tsx', 'await fetch('], cache: AUTO }),
      {
        path: '/around',
        rows: [
          {
            url: '/json/layout',
            origin,
            mode: 'no-store',
            cache: NO_STORE,
            source: ['app/around/layout.tsx', 'await fetch('],
          },
        ],
      },
      {
        path: '/metadata',
        rows: [
          {
            url: '/json/metadata',
            origin,
            mode: 'no-store',
            cache: NO_STORE,
            source: ['app/metadata/page.tsx', 'await fetch('],
          },
        ],
      },
      {
        path: '/after',
        rows: [
          {
            url: '/json/after-page',
            origin,
            mode: 'no-store',
            cache: NO_STORE,
            source: ['app/after/page.tsx', 'await fetch('],
          },
        ],
      },
    ],
  },
  {
    name: 'unstable_cache',
    visits: [
      {
        path: '/unstable?mark=unstable',
        rows: [{ url: '/json/unstable', origin, cache: ['skip', 'fetchCache = force-no-store'] }],
      },
      { path: '/unstable?mark=unstable', rows: [] },
    ],
  },
  {
    name: 'segments that say how to cache',
    visits: [
      {
        path: '/segment/no-store',
        rows: [{ url: '/json/segment-no-store', origin, cache: ['skip', 'fetchCache = force-no-store'] }],
      },
      {
        path: '/segment/default-cache',
        rows: [{ url: '/json/segment-default-cache', origin, cache: MISS }],
      },
      {
        path: '/segment/default-cache',
        rows: [{ url: '/json/segment-default-cache', origin, cache: ['hit', 'fetchCache = default-cache'] }],
      },
      {
        path: '/segment/no-store-call',
        rows: [{ url: '/json/segment-no-store-call', origin, cache: ['skip', 'noStore call'] }],
      },
    ],
  },
  {
    name: 'a page that is made anew now and then',
    // In development it is made for every request. What was built is stale by now, given once more and made anew after.
    visits: [
      {
        path: '/static',
        wait: STALE,
        rows: [{ url: '/json/static-page', origin, cache: AUTO }],
      },
      {
        path: '/static-cached',
        rows: [
          {
            url: '/json/static-cached',
            origin,
            revalidate: 1,
            cache: dev ? MISS : ['miss', 'the entry was stale'],
          },
        ],
      },
    ],
  },
]
