import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

/** The service that the app asks. It keeps what reached it. */
export interface Upstream {
  readonly url: string
  /** Method and path of each request, in the order they came. */
  readonly reached: readonly string[]
  close(): Promise<void>
}

export const JSON_BODY = '{"from":"upstream"}'
export const CHUNKS = ['the first of them, ', 'the second']
export const COMPRESSED = gzipSync('what is compressed '.repeat(50))

type Answer = (response: ServerResponse, rest: string) => void

const answers: Readonly<Record<string, Answer>> = {
  json: (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': JSON_BODY.length })
    response.end(JSON_BODY)
  },
  status: (response, rest) => {
    response.writeHead(Number(rest.split('/')[0]), { 'content-length': 2 }).end('no')
  },
  redirect: (response, rest) => {
    response.writeHead(302, { location: `/json/${rest}-landed` }).end()
  },
  chunked: (response) => {
    for (const chunk of CHUNKS) response.write(chunk)
    response.end()
  },
  gzip: (response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    response.end(COMPRESSED)
  },
  stream: (response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.write(CHUNKS[0])
    setTimeout(() => response.end(CHUNKS[1]), 100)
  },
  silent: () => {},
}

export async function startUpstream(): Promise<Upstream> {
  const reached: string[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    reached.push(`${request.method} ${request.url}`)
    for await (const _ of request);
    const [, kind = '', ...rest] = (request.url ?? '/').split('/')
    const answer = answers[kind]
    if (answer === undefined) response.writeHead(404).end()
    else answer(response, rest.join('/'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reached,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
