import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

/** A service that apps call, in the test's own process and so of another origin than theirs. */
export class Upstream {
  readonly received: Received[] = []
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const { method = '', url = '', headers } = request
      this.received.push({ method, url, headers })
      const [path, query] = url.split('?')
      const parameters = new URLSearchParams(query)
      request.resume()
      switch (path) {
        case '/redirect':
          response.writeHead(302, { location: '/json?redirected=1' }).end()
          return
        case '/circle':
          response.writeHead(302, { location: '/circle' }).end('around')
          return
        case '/parts':
          response.write('seven, ')
          setTimeout(() => response.end('and five'), 10)
          return
        case '/compressed':
          response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('a'.repeat(10_000)))
          return
        case '/empty':
          response.writeHead(204).end()
          return
        case '/large':
          response.writeHead(200, { 'content-length': 8 * 1024 * 1024 })
          response.end(Buffer.alloc(8 * 1024 * 1024))
          return
        case '/cut':
          response.writeHead(200, { 'content-length': 100 })
          response.write('half')
          setTimeout(() => request.socket.destroy(), 20)
          return
        case '/hints':
          response.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' })
          response.end('hinted')
          return
        case '/endless':
          response.writeHead(Number(parameters.get('status') ?? 200)).write('and so on')
          return
        case '/never':
          return
        default:
          response.statusCode = Number(parameters.get('status') ?? 200)
          request.on('end', () => {
            setTimeout(() => response.end(JSON.stringify({ url })), Number(parameters.get('wait') ?? 0))
          })
      }
    })
    this.#server.on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: test\r\n\r\n')
    })
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }
}

export async function startUpstream(): Promise<Upstream> {
  const upstream = new Upstream()
  await upstream.start()
  return upstream
}
