import { type BatchWriter, redactText, redactUrl } from '@kymo/protocol'
import type { Peer } from '../propagation/peers.ts'
import { type Lineage, RecordedSpan, type SpanSink } from './recorded-span.ts'

/** An outbound call. What the network tells is kept in fields and written at the end. */
export class CallSpan extends RecordedSpan {
  /** Whose request it is; `undefined` until a network request was bound to it. */
  peer: Peer | undefined = undefined
  method = ''
  path = ''
  statusCode = 0
  /** When the answer's head arrived; 0 until then. */
  head = 0
  requestSize = -1
  responseSize = -1
  errorType: string | undefined = undefined
  /** The span it was made for. */
  caller: RecordedSpan | undefined
  /** Made by someone else, who also ends it: the network only adds what it knows. */
  readonly foreign: boolean

  constructor(sink: SpanSink, name: string, start: number, parent: Lineage | undefined, foreign: boolean) {
    super(sink, 'fetch', name, start, parent)
    this.caller = parent instanceof RecordedSpan ? parent : undefined
    this.foreign = foreign
  }

  /** Ties a network request to the call. A further one of the same call, such as a redirect's, takes its place. */
  bind(peer: Peer, method: string, path: string): void {
    this.peer = peer
    this.method = method
    this.path = path
    this.statusCode = 0
    this.responseSize = -1
    this.errorType = undefined
  }

  override finalName(): string {
    return this.name === '' && this.peer !== undefined
      ? `${this.method} ${this.peer.host}`
      : redactText(String(this.name))
  }

  override writeAttributes(writer: BatchWriter): void {
    const peer = this.peer
    if (peer !== undefined) {
      writer.attribute('http.request.method', this.method)
      // To a proxy the path is the whole address.
      const path = redactUrl(this.path)
      writer.attribute('url.full', path.startsWith('/') ? peer.origin + path : path)
      writer.attribute('server.address', peer.address)
      writer.attribute('server.port', peer.port === 0 ? undefined : peer.port)
      if (this.statusCode !== 0) writer.attribute('http.response.status_code', this.statusCode)
      if (this.head !== 0) writer.attribute('kymo.ttfb', Math.max(0, this.head - this.start))
      if (this.requestSize >= 0) writer.attribute('http.request.body.size', this.requestSize)
      if (this.responseSize >= 0) writer.attribute('http.response.body.size', this.responseSize)
      if (this.errorType !== undefined) writer.attribute('error.type', this.errorType)
      else if (this.statusCode >= 400) writer.attribute('error.type', String(this.statusCode))
    }
    super.writeAttributes(writer)
  }

  protected override release(): void {
    super.release()
    this.caller = undefined
  }

  /** Ends it as the network's answer says. */
  finish(end?: number): void {
    this.end(this.errorType !== undefined || this.statusCode >= 400 ? 'error' : 'unset', end)
  }
}
