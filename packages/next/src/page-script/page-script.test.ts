import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Agent } from '@kymo/node'
import { startAgent } from '@kymo/node'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { observePages } from './page-script.ts'

/* The real agent under real servers, with the compression that Next.js has. */

const compression = createRequire(import.meta.url)('next/dist/compiled/compression') as () => (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => void

const environment = {
  KYMO_URL: 'http://localhost:4600',
  KYMO_BROWSER_KEY: 'key"&<é',
  KYMO_PAGE_ORIGINS: 'http://shop.test, https://other.test',
  NODE_ENV: 'development',
}
const SCRIPT = 'window.kymo = 1\n'
const TAG =
  '<script src="/__kymo/client.js" data-kymo-url="http://localhost:4600" data-kymo-key="key&quot;&amp;&lt;&#233;" data-kymo-app="page-test"></script>'
const PAGE = `<!DOCTYPE html><html><head><title>日本</title></head><body>${'x'.repeat(2000)}</body></html>`
const WITH_TAG = PAGE.replace('<head>', `<head>${TAG}`)
const BROWSER = { 'sec-fetch-dest': 'document', accept: 'text/html', 'accept-encoding': 'gzip' }

let folder: string
let agent: Agent
let sink: Server
let server: Server
let app: RequestListener
let undo: () => void

const listen = (listener: RequestListener): Promise<Server> =>
  new Promise((resolve) => {
    const made = createServer(listener).listen(0, '127.0.0.1', () => resolve(made))
  })
const portOf = (each: Server) => (each.address() as AddressInfo).port

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kymo-page-'))
  const file = join(folder, 'client.js')
  await writeFile(file, SCRIPT)
  sink = await listen((request, response) => void request.resume().on('end', () => response.end()))
  agent = startAgent({ url: `http://127.0.0.1:${portOf(sink)}`, app: 'page-test' })
  undo = observePages(agent, environment, pathToFileURL(file))
  server = await listen((request, response) => app(request, response))
})

afterAll(async () => {
  undo()
  await agent.stop()
  server.close()
  sink.close()
  await rm(folder, { recursive: true })
})

beforeEach(() => {
  app = (_request, response) => response.end('not set')
})

interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly raw: Buffer
  readonly text: string
}

function ask(
  path: string,
  options: {
    method?: string
    headers?: Record<string, string>
    onData?: (chunk: Buffer) => void
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    httpRequest(
      {
        port: portOf(server),
        path,
        method: options.method ?? 'GET',
        headers: { host: 'localhost:3000', ...(options.headers ?? BROWSER) },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          options.onData?.(chunk)
        })
        response.on('end', () => {
          const raw = Buffer.concat(chunks)
          const zipped = response.headers['content-encoding'] === 'gzip' && raw.length > 0
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            raw,
            text: (zipped ? gunzipSync(raw) : raw).toString(),
          })
        })
      },
    )
      .on('error', reject)
      .end()
  })
}

const html = { 'content-type': 'text/html; charset=utf-8' }

describe('an HTML document gets the script', () => {
  const ways: Record<string, (response: ServerResponse) => void> = {
    'with end alone': (response) => {
      response.setHeader('content-type', html['content-type'])
      response.end(PAGE)
    },
    'with a length, as text': (response) => {
      response.writeHead(200, { ...html, 'Content-Length': Buffer.byteLength(PAGE) })
      response.end(PAGE, 'utf8')
    },
    'with a length that was set, as bytes': (response) => {
      response.setHeader('Content-Length', Buffer.byteLength(PAGE))
      response.setHeader('Content-Type', 'text/html')
      response.end(Buffer.from(PAGE))
    },
    'with headers as a flat list': (response) => {
      response.writeHead(200, 'Fine', ['content-type', 'text/html', 'content-length', '5000'])
      response.end(PAGE)
    },
    'in pieces of three bytes': (response) => {
      response.writeHead(200, html)
      const bytes = Buffer.from(PAGE)
      for (let at = 0; at < bytes.length; at += 3) response.write(bytes.subarray(at, at + 3))
      response.end()
    },
    'after its head was sent': (response) => {
      response.setHeader('content-type', 'text/html')
      response.flushHeaders()
      response.write(PAGE.slice(0, 40), 'utf8')
      response.end(PAGE.slice(40))
    },
    'as an error page': (response) => {
      response.writeHead(500, html).end(PAGE)
    },
  }

  test.each(Object.keys(ways))('%s', async (way) => {
    app = (_request, response) => ways[way]?.(response)
    const { text, headers } = await ask('/')
    expect(text).toBe(WITH_TAG)
    if (headers['content-length'] !== undefined)
      expect(Number(headers['content-length'])).toBe(Buffer.byteLength(WITH_TAG))
  })

  test.each(Object.keys(ways))('%s, compressed', async (way) => {
    app = (request, response) => {
      compression()(request, response, () => {})
      expect(request.headers['accept-encoding']).toBe('gzip')
      ways[way]?.(response)
    }
    const { text, headers } = await ask('/')
    expect(text).toBe(WITH_TAG)
    // Headers in a flat list are more than this compression reads.
    if (way !== 'with headers as a flat list') expect(headers['content-encoding']).toBe('gzip')
  })

  test('and has no validators, by which it would be kept for a run with another key', async () => {
    app = (_request, response) => {
      response.setHeader('etag', '"1"')
      response.setHeader('last-modified', new Date(0).toUTCString())
      response.writeHead(200, html).end(PAGE)
    }
    const { headers, text } = await ask('/')
    expect(text).toBe(WITH_TAG)
    expect(headers.etag ?? headers['last-modified']).toBeUndefined()
  })

  test('with the nonce of its policy', async () => {
    app = (_request, response) => {
      response.setHeader('content-security-policy', "script-src 'nonce-YWJj' 'strict-dynamic'")
      response.writeHead(200, html).end(PAGE)
    }
    expect((await ask('/')).text).toContain(
      `<head>${TAG.replace('></script>', ' nonce="YWJj"></script>')}<title>`,
    )
  })

  test('at a name that may reach the collector', async () => {
    app = (_request, response) => response.writeHead(200, html).end(PAGE)
    expect((await ask('/', { headers: { ...BROWSER, host: 'shop.test' } })).text).toBe(WITH_TAG)
    expect((await ask('/', { headers: { ...BROWSER, host: 'app.localhost:80' } })).text).toBe(WITH_TAG)
  })

  test('once, when it comes through two servers of the app', async () => {
    app = (_request, response) => response.writeHead(200, html).end(WITH_TAG)
    expect((await ask('/')).text).toBe(WITH_TAG)
  })

  test('and its first piece is not held back', async () => {
    let second: (() => void) | undefined
    app = (_request, response) => {
      response.writeHead(200, html)
      response.write('<!DOCTYPE html><html><head><title>')
      second = () => response.end('later</title></head></html>')
    }
    let first = ''
    const { text } = await ask('/', {
      onData: (chunk) => {
        first ||= chunk.toString()
        second?.()
      },
    })
    expect(first).toBe(`<!DOCTYPE html><html><head>${TAG}<title>`)
    expect(text).toBe(`${first}later</title></head></html>`)
  })

  test('whatever middleware wraps the answer, and puts back', async () => {
    app = (_request, response) => {
      const { write, end } = response
      const seen: string[] = []
      response.write = (...args: unknown[]) => {
        seen.push(String(args[0]))
        response.write = write
        return Reflect.apply(write, response, args)
      }
      response.setHeader('content-type', 'text/html')
      response.write('<!DOCTYPE html><html>')
      response.write(`<head></head>`)
      Reflect.apply(end, response, [`<p>${seen.length}</p>`])
    }
    expect((await ask('/')).text).toBe(`<!DOCTYPE html><html><head>${TAG}</head><p>1</p>`)
  })
})

describe('anything else is left as it is', () => {
  const plain = (status: number, headers: Record<string, string | number>, body: string | Buffer = PAGE) => {
    app = (_request, response) => {
      response.setHeader('etag', '"1"')
      response.writeHead(status, headers).end(body)
    }
  }
  const zipped = gzipSync(PAGE)

  test.each<[string, () => void, { method?: string; headers?: Record<string, string> }?]>([
    ['JSON', () => plain(200, { 'content-type': 'application/json' })],
    ['an RSC payload', () => plain(200, { 'content-type': 'text/x-component' })],
    ['XHTML', () => plain(200, { 'content-type': 'application/xhtml+xml' })],
    ['what has no type', () => plain(200, {})],
    ['a part of a document', () => plain(206, { ...html, 'content-range': 'bytes 0-99/100' })],
    ['a redirect', () => plain(302, { ...html, location: '/' })],
    ['a download', () => plain(200, { ...html, 'content-disposition': 'attachment; filename=a.html' })],
    [
      'a policy that forbids it',
      () => plain(200, { ...html, 'content-security-policy': "default-src 'none'" }),
    ],
    ['a fragment', () => plain(200, html, '<h1>Hello</h1>')],
    ['what a script asks for', () => plain(200, html), { headers: { 'sec-fetch-dest': 'empty' } }],
    ['what no browser asks for', () => plain(200, html), { headers: { accept: '*/*' } }],
    ['a page of another machine', () => plain(200, html), { headers: { ...BROWSER, host: '192.168.1.7' } }],
    ['a name that is none', () => plain(200, html), { headers: { ...BROWSER, host: 'a b:x' } }],
  ])('%s', async (what, answer, options) => {
    answer()
    const { raw, headers } = await ask('/', options)
    expect(raw.toString()).toBe(await bodyWithout(options))
    if (what !== 'a fragment') expect(headers.etag).toBe('"1"')
  })

  test('a body that is compressed already', async () => {
    plain(200, { ...html, 'content-encoding': 'gzip', 'content-length': zipped.length }, zipped)
    const { raw, headers } = await ask('/')
    expect(raw.equals(zipped)).toBe(true)
    expect(headers['content-length']).toBe(String(zipped.length))
  })

  test('HEAD, and 304', async () => {
    plain(200, { ...html, 'content-length': 10 }, '')
    expect((await ask('/', { method: 'HEAD' })).headers).toMatchObject({
      etag: '"1"',
      'content-length': '10',
    })
    plain(304, html, '')
    expect(await ask('/')).toMatchObject({ status: 304, text: '', headers: { etag: '"1"' } })
  })

  /** What the app answers when nothing is put in its way: by a request that asks for nothing to be put in. */
  async function bodyWithout(options: { method?: string } = {}): Promise<string> {
    return (await ask('/', { ...options, headers: { 'sec-fetch-dest': 'empty' } })).raw.toString()
  }
})

describe('the script itself', () => {
  test('is answered in place of the app, to be asked for again', async () => {
    const first = await ask('/__kymo/client.js?v=1')
    expect(first).toMatchObject({
      status: 200,
      text: SCRIPT,
      headers: { 'cache-control': 'no-cache', 'content-type': 'text/javascript; charset=utf-8' },
    })
    const etag = String(first.headers.etag)
    expect(await ask('/__kymo/client.js', { headers: { 'if-none-match': etag } })).toMatchObject({
      status: 304,
      text: '',
    })
    expect(await ask('/__kymo/client.js', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
    expect(await ask('/__kymo/client.js', { method: 'POST' })).toMatchObject({ status: 405 })
    expect((await ask('/__kymo/client.jsx')).text).toBe('not set')
  })

  test('is no request of the app', async () => {
    const seen: (string | undefined)[] = []
    const forget = agent.onRequestStart((_span, request) => void seen.push(request.url))
    await ask('/__kymo/client.js')
    await ask('/page')
    forget()
    expect(seen).toEqual(['/page'])
  })
})

describe('nothing is done', () => {
  test.each([
    ['in production', { ...environment, NODE_ENV: 'production' }],
    ['without a key', { ...environment, KYMO_BROWSER_KEY: '' }],
    ['without a collector', { ...environment, KYMO_URL: undefined }],
  ])('%s', (_when, given) => {
    undo()
    expect(Object.hasOwn(Object.getPrototypeOf(server), 'emit')).toBe(false)
    observePages(agent, given, pathToFileURL(join(folder, 'client.js')))
    expect(Object.hasOwn(Object.getPrototypeOf(server), 'emit')).toBe(false)
  })
})

test('the page is told which monitors stay off', async () => {
  undo()
  const off = { ...environment, KYMO_PAGE_OFF: 'components,"nothing",memory' }
  undo = observePages(agent, off, pathToFileURL(join(folder, 'client.js')))
  app = (_request, response) => response.setHeader('content-type', 'text/html').end(PAGE)
  expect((await ask('/page')).text).toBe(
    WITH_TAG.replace('></script>', ' data-kymo-off="components,memory"></script>'),
  )
})
