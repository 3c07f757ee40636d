/**
 * Serves the pages, what they fetch, and stands for all the backends on a second port, as they are for a page another
 * origin: Sentry's and Faro's, which only count, and Kymo's, behind which is a real collector.
 */
import { readFileSync } from 'node:fs'
import { createServer, request as forward } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { browserKey, createCollector } from '@kymo/server'
import { countFaro, countKymo, countSentry } from './count-reports.mjs'

const TOKEN = 'benchmark-token'
const PRODUCTS = JSON.stringify(
  Array.from({ length: 200 }, (_, id) => ({ id, name: `Product ${id}`, price: (id * 7.3).toFixed(2) })),
)
const COUNTERS = [
  [/^\/api\/ingest\/browser\?/, countKymo],
  [/^\/api\/\d+\/envelope\//, countSentry],
  [/^\/faro$/, countFaro],
]

/** @returns a server that listens, and its address */
async function listen(handle) {
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      console.error(error)
      response.destroy()
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://localhost:${server.address().port}` }
}

const nothing = () => ({ posts: 0, bytes: 0, facts: {} })

export async function startHost() {
  /** Addresses of pages, and of built files. */
  const pages = new Map()
  const files = new Map()
  let scripts = 0
  let sent = nothing()
  let lastPost = 0

  const app = await listen(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    const answer = (type, body, headers = {}) =>
      response
        .writeHead(200, {
          'content-type': type,
          'cache-control': 'no-store',
          // Isolated from other origins, a page's clock has steps of 5 µs rather than 100.
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp',
          ...headers,
        })
        .end(body)
    if (pages.has(pathname)) return answer('text/html; charset=utf-8', pages.get(pathname))
    if (files.has(pathname)) {
      const body = files.get(pathname)
      scripts += body.length
      return answer('text/javascript', body, { 'content-encoding': 'gzip', 'content-length': body.length })
    }
    if (pathname === '/api/products') return answer('application/json', PRODUCTS)
    if (pathname === '/api/price') return answer('application/json', '{"price":17}')
    response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end()
  })

  const collector = await createCollector({
    port: 0,
    token: TOKEN,
    openReads: true,
    allowedOrigins: [app.url],
  })

  const sink = await listen(async (request, response) => {
    const counter = COUNTERS.find(([path]) => path.test(request.url))?.[1]
    const body = await buffer(request)
    if (request.method === 'POST') lastPost = performance.now()
    if (request.method === 'POST' && counter) {
      sent.posts++
      sent.bytes += body.length
      for (const [what, count] of Object.entries(counter(body.toString()))) {
        sent.facts[what] = (sent.facts[what] ?? 0) + count
      }
    }
    if (counter === countKymo || !counter) return pass(request, body, response, collector.port)
    // Without a body: until a page has read one, Chromium counts the request as one that it keeps alive.
    response
      .writeHead(request.method === 'OPTIONS' ? 204 : 200, {
        'access-control-allow-origin': request.headers.origin ?? '*',
        'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
        'access-control-max-age': '600',
      })
      .end()
  })

  /** @param head what stands before the page's module, such as Kymo's script of development */
  function addPage(path, { entry, files: built }, head = '') {
    for (const [name, body] of built) files.set(name, body)
    const settings = JSON.stringify({ sink: sink.url, key: browserKey(TOKEN) })
    pages.set(
      path,
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title><script>self.settings=${settings}</script>${head}<script type="module" src="${entry}"></script></head><body><div id="root"></div></body></html>`,
    )
  }

  const script = new URL('../../packages/browser/dist/client.js', import.meta.url)
  files.set('/__kymo/client.js', gzipSync(readFileSync(script), { level: 9 }))
  const devScript = `<script src="/__kymo/client.js" data-kymo-url="${sink.url}" data-kymo-key="${browserKey(TOKEN)}" data-kymo-app="bench"></script>`

  return {
    url: app.url,
    addPage,
    /** What `kymo dev` puts into the head of a page. */
    devScript,
    reset() {
      scripts = 0
      sent = nothing()
    },
    /** Since the last reset: bytes of scripts, as compressed; reports of pages. */
    get counts() {
      return { scripts, ...sent }
    },
    /** Milliseconds since a page reported last. */
    get quiet() {
      return performance.now() - lastPost
    },
    async close() {
      for (const { server } of [app, sink]) {
        server.close()
        server.closeAllConnections()
      }
      await collector.close()
    },
  }
}

/** What a page asks Kymo's collector for, it gets from it. */
function pass(request, body, response, port) {
  const onward = forward(
    {
      host: '127.0.0.1',
      port,
      method: request.method,
      path: request.url,
      agent: false,
      headers: { ...request.headers, host: `localhost:${port}` },
    },
    (answer) => {
      if (request.method === 'POST' && answer.statusCode !== 200) {
        console.error(`Kymo's collector refused a report with ${answer.statusCode}.`)
      }
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    },
  )
  onward.on('error', (error) => {
    if (!response.destroyed) console.error(error)
    response.destroy()
  })
  response.on('close', () => response.writableFinished || onward.destroy())
  onward.end(body)
}
