import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type {
  Event,
  Fact,
  JsonBatch,
  Page as List,
  RuntimeUpdate,
  SessionDetail,
  SessionEvent,
  SessionSummary,
  Span,
} from '@kymo/protocol'
import type { Browser, BrowserContext, Page } from 'playwright-core'

const script = readFileSync(new URL('../../packages/browser/dist/client.js', import.meta.url))

export interface Listening {
  readonly url: string
  close(): Promise<void>
}

/** Serves on a free port, or on the one that is given. */
export async function listen(handle: RequestListener, port = 0): Promise<Listening> {
  const server = createServer(handle)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A collector as pages see it, which keeps what it is sent and tells what it is told to tell. */
export interface PageCollector extends Listening {
  readonly batches: readonly JsonBatch[]
  readonly facts: readonly Fact[]
  spans(kind: Span['kind']): readonly Span[]
  exceptions(): readonly Event[]
  /** What it answers with to a batch; 200 at first. */
  status: number
  /** Seconds that it asks for in `Retry-After`, when it refuses. */
  retryAfter: number | undefined
  /** It takes batches, keeps none and answers none. */
  silent: boolean
  /** Every post of a batch, also of one that it did not take. `time`: by `performance.now()` */
  readonly posts: readonly { readonly time: number; readonly bytes: number; readonly batch: JsonBatch }[]
  /** Connections of its stream that are open. */
  readonly streams: number
  /** Makes it know a session, and tells whoever listens. */
  show(session: SessionEvent): void
  /** Addresses that were asked for, without those of batches. */
  readonly reads: readonly string[]
}

/** @param port one that was free, to come up again at the same address */
export async function startPageCollector(port = 0): Promise<PageCollector> {
  const batches: JsonBatch[] = []
  const seen = new Set<string>()
  const streams = new Set<ServerResponse>()
  const sessions = new Map<string, SessionEvent>()
  const reads: string[] = []
  const posts: PageCollector['posts'][number][] = []
  let events = 0

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const { origin } = request.headers
    if (origin === undefined || origin === 'null') return void response.writeHead(403).end()
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('vary', 'origin')
    if (pathname === '/api/ingest/browser') {
      const body = await text(request)
      if (searchParams.get('key') !== 'test-key') return void response.writeHead(401).end()
      const batch = JSON.parse(body) as JsonBatch
      posts.push({ time: performance.now(), bytes: Buffer.byteLength(body), batch })
      if (collector.silent) return
      if (collector.status !== 200 && collector.retryAfter !== undefined) {
        response.setHeader('access-control-expose-headers', 'retry-after')
        response.setHeader('retry-after', String(collector.retryAfter))
      }
      if (collector.status === 200) {
        const id = `${batch.resource['service.instance.id']} ${batch.sequence}`
        if (!seen.has(id)) batches.push(batch)
        seen.add(id)
      }
      response.writeHead(collector.status, { 'content-type': 'application/json' }).end('{}')
      return
    }
    reads.push(request.url ?? '')
    if (pathname === '/api/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write('\n')
      streams.add(response)
      request.once('close', () => streams.delete(response))
      return
    }
    response.setHeader('content-type', 'application/json')
    if (pathname === '/api/sessions') {
      const page: List<SessionSummary> = { rows: [...sessions.values()], next: null, total: sessions.size }
      return void response.end(JSON.stringify(page))
    }
    const session = sessions.get(pathname.slice('/api/sessions/'.length))
    if (session === undefined) return void response.writeHead(404).end('{}')
    response.end(JSON.stringify({ session, spans: [] } satisfies SessionDetail))
  }

  const listening = await listen((request, response) => void handle(request, response), port)
  const collector: PageCollector = {
    ...listening,
    batches,
    posts,
    reads,
    get facts() {
      return batches.flatMap(({ facts }) => facts)
    },
    spans: (kind) => collector.facts.filter((fact) => fact.fact === 'span' && fact.kind === kind) as Span[],
    exceptions: () =>
      collector.facts.filter((fact) => fact.fact === 'event' && fact.name === 'exception') as Event[],
    status: 200,
    retryAfter: undefined,
    silent: false,
    get streams() {
      return streams.size
    },
    show(session) {
      sessions.set(session.id, session)
      const update: RuntimeUpdate = {
        time: Date.now(),
        sessions: [session],
        removed: [],
        activeSessionId: session.id,
        requests: 1,
        browser: [],
      }
      for (const stream of streams)
        stream.write(`event: runtime\nid: ${++events}\ndata: ${JSON.stringify(update)}\n\n`)
    },
  }
  return collector
}

export interface PageRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface App extends Listening {
  /** What pages have asked it for, but for documents and the page's script. */
  readonly requests: readonly PageRequest[]
}

export interface AppOptions {
  /** Of documents. */
  readonly headers?: Readonly<Record<string, string>>
  /** Into the body of every document. */
  readonly html?: string
  /** Answers what is not a document; default: `ok`. */
  readonly answer?: (request: PageRequest, response: ServerResponse) => void
  /** Further ones of the script's tag, such as `data-kymo-off="memory"`. */
  readonly attributes?: string
  /** In place of the script of `kymo dev`; it finds the same attributes. */
  readonly script?: Promise<string>
  /** As an agent would tell it; default: none. */
  readonly serverTiming?: () => string
}

/** A small app of one page at every address, with the page's script in its head. */
export async function startApp(collectorUrl: string | undefined, options: AppOptions = {}): Promise<App> {
  const requests: PageRequest[] = []
  const tag =
    collectorUrl === undefined
      ? ''
      : `<script src="/__kymo/client.js" data-kymo-url="${collectorUrl}" data-kymo-key="test-key" data-kymo-app="test-app" ${options.attributes ?? ''}></script>`
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const path = incoming.url ?? '/'
    if (path.startsWith('/__kymo/client.js')) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end((await options.script) ?? script)
    } else if (path === '/favicon.ico') {
      response.writeHead(204).end()
    } else if (['document', 'iframe'].includes(String(incoming.headers['sec-fetch-dest']))) {
      const timing = options.serverTiming?.()
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        ...(timing === undefined ? undefined : { 'server-timing': timing }),
        ...options.headers,
      })
      response.end(
        `<!doctype html><html lang="en"><head>${tag}<title>App</title></head><body>${options.html ?? '<main><h1>App</h1></main>'}</body></html>`,
      )
    } else {
      const request = {
        method: incoming.method ?? 'GET',
        path,
        headers: incoming.headers,
        body: await text(incoming),
      }
      requests.push(request)
      if (options.answer) options.answer(request, response)
      else response.end('ok')
    }
  }
  const listening = await listen((request, response) => void handle(request, response))
  return { ...listening, requests }
}

/** A page of its own browser profile; what it prints to its console is kept. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; context: BrowserContext; printed: string[] }> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const printed: string[] = []
  page.on('console', (message) => printed.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => printed.push(`uncaught: ${error.message}`))
  await page.goto(url)
  return { page, context, printed }
}
