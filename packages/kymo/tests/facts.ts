import { type Attributes, BATCH_CONTENT_TYPE, encodeBatch, type Fact, type Span } from '@kymo/protocol'

let ids = 0

/** A request of its own that has just ended. @param duration milliseconds */
export function request(route: string, duration: number, status: number, attributes: Attributes = {}): Span {
  const id = (++ids).toString(16)
  return {
    fact: 'span',
    kind: 'request',
    traceId: id.padStart(32, '0'),
    spanId: id.padStart(16, '0'),
    name: `GET ${route}`,
    start: Date.now() - 1000,
    duration,
    status: status >= 500 ? 'error' : 'unset',
    attributes: {
      'http.request.method': 'GET',
      'url.path': route,
      'http.route': route,
      'http.response.status_code': status,
      'kymo.request.purpose': 'data',
      ...attributes,
    },
  }
}

export interface Sender {
  /** Default: `shop` */
  readonly app?: string
  readonly instance: string
  readonly sequence: number
}

/** Sends a batch as an agent of this test's process does. */
export function post(
  url: string,
  token: string,
  { app = 'shop', instance, sequence }: Sender,
  facts: readonly Fact[],
): Promise<Response> {
  const resource = { 'service.name': app, 'service.instance.id': instance, 'process.pid': process.pid }
  return fetch(`${url}/api/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': BATCH_CONTENT_TYPE },
    body: new Blob([encodeBatch({ resource, sequence, dropped: 0 }, facts) as BlobPart]),
  })
}
