import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  BROWSER_INGEST_PATH,
  decodeBatch,
  type Event,
  type Fact,
  type JsonBatch,
  type Span,
} from '@kymo/protocol'

/** A collector that only keeps what it is sent, so that a test sees the facts as the agent made them. */
export interface CollectingServer {
  readonly url: string
  spans(): readonly Span[]
  /** Those that pages told of. */
  pageSpans(): readonly Span[]
  events(): readonly Event[]
  close(): Promise<void>
}

export async function startCollectingServer(): Promise<CollectingServer> {
  const facts: Fact[] = []
  const ofPages: Fact[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    if (request.url === '/api/ingest') facts.push(...decodeBatch(body).facts)
    else if (request.url?.startsWith(BROWSER_INGEST_PATH)) {
      ofPages.push(...(JSON.parse(body.toString()) as JsonBatch).facts)
    }
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => facts.filter((fact) => fact.fact === 'span'),
    pageSpans: () => ofPages.filter((fact) => fact.fact === 'span'),
    events: () => facts.filter((fact) => fact.fact === 'event'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
