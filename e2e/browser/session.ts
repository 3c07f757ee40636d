import type { ErrorEvent, FetchEvent, ServerActionEvent, SessionEvent } from '@kymo/protocol'

const hex = (length: number, seed: number) => seed.toString(16).padStart(length, '0')

export function fetchEvent(seed: number, fields: Partial<FetchEvent> = {}): FetchEvent {
  return {
    id: hex(16, seed),
    traceId: hex(32, seed),
    sessionId: null,
    parentId: null,
    method: 'GET',
    url: `http://localhost:4701/products/${seed}`,
    host: 'localhost:4701',
    statusCode: 200,
    startTime: 0,
    duration: 12.4 * seed,
    cache: { status: 'miss', reason: null, mode: null, tags: [], revalidate: null },
    runtime: null,
    origin: 'server-component',
    source: null,
    requestSize: null,
    responseSize: null,
    aborted: false,
    error: null,
    ...fields,
  }
}

const cache = (status: FetchEvent['cache']['status']) => ({
  status,
  reason: null,
  mode: null,
  tags: [],
  revalidate: null,
})

/** A visit of the shop in which there is something of everything. */
export function shopSession(id: string, fields: Partial<SessionEvent> = {}): SessionEvent {
  const action: ServerActionEvent = {
    id: hex(16, 90),
    traceId: hex(32, 90),
    sessionId: id,
    parentId: null,
    name: 'addToCart',
    file: 'app/cart/actions.ts',
    line: 12,
    kind: 'fetch',
    args: null,
    redirect: null,
    revalidated: ['path:/cart'],
    startTime: 0,
    duration: 148.2,
    status: 'ok',
    error: null,
    stack: null,
  }
  const error: ErrorEvent = {
    traceId: hex(32, 91),
    sessionId: id,
    spanId: null,
    time: 0,
    fingerprint: 'f',
    type: 'TypeError',
    message: 'Cannot read properties of undefined (reading ‘price’)',
    stack: null,
    mechanism: 'react',
    runtime: 'browser',
    source: { file: 'components/price.tsx', line: 14, column: 3, function: 'Price' },
    code: null,
    escaped: false,
    report: null,
  }
  return {
    id,
    opener: 'document',
    app: 'shop',
    method: 'GET',
    url: '/product/17',
    route: '/product/[id]',
    statusCode: 200,
    startTime: Date.now(),
    endTime: Date.now() + 400,
    duration: 412.7,
    visit: { type: 'load', tab: null },
    counts: { requests: 4, fetches: 7, actions: 1, errors: 1 },
    revision: 10,
    requests: [],
    fetches: [
      fetchEvent(1, { url: 'http://localhost:4701/products/17', cache: cache('hit'), duration: 0.8 }),
      fetchEvent(2, {
        url: 'http://localhost:4701/products/17/reviews?page=2&sort=newest',
        cache: cache('stale'),
      }),
      fetchEvent(3, {
        method: 'POST',
        url: 'http://localhost:4701/cart/items',
        statusCode: 201,
        cache: cache('skip'),
      }),
      fetchEvent(4, {
        url: 'https://api.example.com/v2/recommendations?for=17',
        statusCode: 503,
        duration: 1240,
      }),
      fetchEvent(5, {
        url: 'http://localhost:3000/api/stock?id=17',
        origin: 'client-component',
        cache: cache('unknown'),
        duration: 36.2,
      }),
    ],
    actions: [action],
    errors: [error],
    ...fields,
  }
}

/** A visit in which hardly anything happened. */
export const quietSession = (id: string): SessionEvent =>
  shopSession(id, {
    route: '/about',
    duration: 83.1,
    counts: { requests: 1, fetches: 0, actions: 0, errors: 0 },
    fetches: [],
    actions: [],
    errors: [],
  })
