import { upstream } from './upstream'

/** Ways to call `fetch`, each by the name that the table of expected rows has for it. They ask for `/json/<mark>`. */
export const calls: Readonly<Record<string, (mark: string) => Promise<unknown>>> = {
  plain: (mark) => read(upstream(`/json/${mark}`)),
  'no-store': (mark) => read(upstream(`/json/${mark}`), { cache: 'no-store' }),
  'force-cache': (mark) => read(upstream(`/json/${mark}`), { cache: 'force-cache' }),
  'revalidate-60': (mark) =>
    read(upstream(`/json/${mark}`), { next: { revalidate: 60, tags: [mark, 'all'] } }),
  'revalidate-1': (mark) => read(upstream(`/json/${mark}`), { next: { revalidate: 1 } }),
  'revalidate-0': (mark) => read(upstream(`/json/${mark}`), { next: { revalidate: 0 } }),
  'revalidate-never': (mark) => read(upstream(`/json/${mark}`), { next: { revalidate: false } }),
  contradiction: (mark) => read(upstream(`/json/${mark}`), { cache: 'no-store', next: { revalidate: 60 } }),
  request: (mark) => read(new Request(upstream(`/json/${mark}`), { cache: 'no-store' })),
  authorized: (mark) => read(upstream(`/json/${mark}`), { headers: { authorization: 'Bearer none' } }),
  post: (mark) => read(upstream(`/json/${mark}`), { method: 'POST', body: 'twelve bytes' }),
  'post-stream': (mark) =>
    read(upstream(`/json/${mark}`), {
      method: 'POST',
      body: streamOf('seven b', 'ytes'),
      duplex: 'half',
    } as RequestInit),
  head: (mark) => read(upstream(`/json/${mark}`), { method: 'HEAD' }),
  'not-found': (mark) => read(upstream(`/status/404/${mark}`)),
  'not-found-cached': (mark) => read(upstream(`/status/404/${mark}`), { cache: 'force-cache' }),
  failing: (mark) => read(upstream(`/status/500/${mark}`)),
  redirected: (mark) => read(upstream(`/redirect/${mark}`)),
  chunked: (mark) => read(upstream(`/chunked/${mark}`)),
  'chunked-cached': (mark) => read(upstream(`/chunked/${mark}`), { cache: 'force-cache' }),
  gzip: (mark) => read(upstream(`/gzip/${mark}`)),
  streamed: (mark) => read(upstream(`/stream/${mark}`), { cache: 'no-store' }),
  unread: (mark) => fetch(upstream(`/json/${mark}`)),
  refused: (mark) => fetch(`${process.env.CLOSED_URL}/${mark}`).catch(() => undefined),
  // Such a port is refused before anything is sent.
  blocked: (mark) => fetch(`http://127.0.0.1:1/${mark}`).catch(() => undefined),
  unresolved: (mark) => fetch(`http://nowhere.invalid/${mark}`).catch(() => undefined),
  aborted: (mark) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 100)
    return fetch(upstream(`/silent/${mark}`), { signal: controller.signal }).catch(() => undefined)
  },
  'timed-out': (mark) =>
    fetch(upstream(`/silent/${mark}`), { signal: AbortSignal.timeout(100) }).catch(() => undefined),
  // One after the other on one connection: the second runs in the context of the first, as far as the socket knows.
  'kept-alive': async (mark) => {
    await read(upstream(`/json/${mark}-first`), { cache: 'no-store' })
    await read(upstream(`/json/${mark}-second`), { cache: 'no-store' })
  },
  twins: (mark) => Promise.all([read(upstream(`/json/${mark}`)), read(upstream(`/json/${mark}`))]),
  'cached-twins': (mark) =>
    Promise.all([
      read(upstream(`/json/${mark}`), { cache: 'force-cache' }),
      read(upstream(`/json/${mark}`), { cache: 'force-cache' }),
    ]),
}

async function read(input: string | Request, init?: RequestInit): Promise<string> {
  const response = await fetch(input, init)
  return response.text()
}

function streamOf(...chunks: string[]): ReadableStream {
  return new ReadableStream({
    async start(controller) {
      for (const chunk of chunks) {
        controller.enqueue(new TextEncoder().encode(chunk))
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      controller.close()
    },
  })
}
