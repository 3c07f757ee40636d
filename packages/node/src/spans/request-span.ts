import type { IncomingMessage, ServerResponse } from 'node:http'
import { type BatchWriter, redactQuery, redactText, redactUrl } from '@kymo/protocol'
import { requestDestination, requestPurpose } from '../instrumentations/http-server/purpose.ts'
import { requestPath } from '../instrumentations/http-server/request-path.ts'
import { forEachResponseHeader } from '../instrumentations/http-server/response-head.ts'
import { HeaderAttributes } from './header-attributes.ts'
import { type Lineage, RecordedSpan, type SpanSink } from './recorded-span.ts'

const VISIT_ID = /^[\w-]{1,64}$/

/** Content lengths are read often, and mostly absent. */
function length(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  const bytes = Number(header)
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined
}

/** An inbound request, with both its sides. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** An inbound request. Keeps the request itself and reads it when it ends, so that its start costs little. */
export class RequestSpan extends RecordedSpan {
  /**
   * Let go at the end. All that the request awaited refers to its span, some of it until the next major collection:
   * held on to here, the request would live as long, and collecting it then costs more than all else the agent does.
   */
  exchange: Exchange | undefined
  /** As they came: frameworks change the request's own. */
  readonly method: string
  readonly url: string
  readonly clientAddress: string | undefined
  /** When the first byte of the answer was handed over; 0 until then. */
  firstByte = 0
  aborted = false
  readonly #captureHeaders: boolean

  constructor(
    sink: SpanSink,
    start: number,
    parent: Lineage | undefined,
    exchange: Exchange,
    captureHeaders: boolean,
  ) {
    const { request } = exchange
    const method = request.method ?? 'GET'
    super(sink, 'request', method, start, parent)
    this.exchange = exchange
    this.method = method
    this.url = requestPath(request.url ?? '/')
    this.clientAddress = request.socket.remoteAddress
    this.#captureHeaders = captureHeaders
  }

  protected override release(): void {
    super.release()
    this.exchange = undefined
  }

  override finalName(): string {
    if (this.name !== this.method) return redactText(String(this.name))
    const route = this.get('http.route')
    return route === undefined ? this.method : `${this.method} ${route}`
  }

  override writeAttributes(writer: BatchWriter): void {
    if (this.exchange === undefined) return
    const { request, response } = this.exchange
    const { url } = this
    const { headers } = request
    writer.attribute('http.request.method', this.method)
    const question = url.indexOf('?')
    if (question === -1) writer.attribute('url.path', redactUrl(url))
    else {
      writer.attribute('url.path', redactUrl(url.slice(0, question)))
      writer.attribute('url.query', redactQuery(url.slice(question + 1)))
    }
    if (response.headersSent) writer.attribute('http.response.status_code', response.statusCode)
    writer.attribute('http.request.body.size', length(headers['content-length']))
    writer.attribute('http.response.body.size', sentLength(response))
    if (this.firstByte !== 0) writer.attribute('kymo.ttfb', Math.max(0, this.firstByte - this.start))
    if (this.aborted) writer.attribute('kymo.aborted', true)
    writer.attribute('client.address', this.clientAddress)
    writer.attribute('network.protocol.version', request.httpVersion)
    const agent = headers['user-agent']
    if (agent !== undefined) writer.attribute('user_agent.original', redactText(agent))
    const referer = headers.referer
    if (referer !== undefined) writer.attribute('kymo.request.referer', redactUrl(referer))
    const visit = headers['x-kymo-visit']
    if (typeof visit === 'string' && VISIT_ID.test(visit)) writer.attribute('kymo.visit.id', visit)
    if (this.get('kymo.request.purpose') === undefined) {
      writer.attribute('kymo.request.purpose', requestPurpose(this.method, headers))
    }
    writer.attribute('kymo.request.dest', requestDestination(headers))
    if (response.statusCode >= 500) writer.attribute('error.type', String(response.statusCode))
    super.writeAttributes(writer)
    if (!this.#captureHeaders) return
    for (const name in headers) {
      const value = headers[name]
      if (value !== undefined) HeaderAttributes.request.write(writer, name, value)
    }
    forEachResponseHeader(response, (name, value) => HeaderAttributes.response.write(writer, name, value))
  }
}

/** Node counts the body's bytes itself where the app gave no content-length but the whole body at once. */
function sentLength(response: ServerResponse): number | undefined {
  const counted = (response as { _contentLength?: unknown })._contentLength
  if (typeof counted === 'number') return counted
  const header = response.getHeader('content-length')
  return header === undefined ? undefined : length(String(header))
}
