import { type BatchWriter, GIVEN_UP, redactText, redactUrl } from '@kymo/protocol'
import { now } from '../clock.ts'
import type { Peer } from '../propagation/peers.ts'
import type { ActiveCall } from './active-call.ts'
import type { OpenSpans } from './open-spans.ts'
import { type Lineage, RecordedSpan, type SpanSink } from './recorded-span.ts'

/** An outbound call. What the network tells is kept in fields and written at the end. */
export class CallSpan extends RecordedSpan implements ActiveCall {
  /** Whose request it is; `undefined` until a network request was bound to it. */
  peer: Peer | undefined = undefined
  method = ''
  path = ''
  statusCode = 0
  /** When the answer's head arrived; 0 until then. */
  head = 0
  /** As announced; -1 where it was not. */
  requestSize = -1
  responseSize = -1
  /** Bytes of the bodies so far; -1 where they are not counted. */
  sent = -1
  received = -1
  /** The same, when it was last looked whether anybody reads on. */
  receivedBefore = -2
  errorType: string | undefined = undefined
  /** Sets what takes time to find out; it is not the call's. */
  describe: (() => void) | undefined = undefined
  /** The span it was made for. */
  caller: RecordedSpan | undefined
  /** Made by someone else, who says when it was answered: the network adds what it knows. */
  readonly foreign: boolean
  readonly #open: OpenSpans
  /** The network request that tells of it: after a redirect, the last. */
  #request: object | undefined = undefined
  /** When that was over; 0 until then. */
  #over = 0
  #answered = false
  #landed: string | undefined = undefined

  /** @param open where it is kept while the network alone knows when it ends */
  constructor(
    sink: SpanSink,
    open: OpenSpans,
    name: string,
    start: number,
    parent: Lineage | undefined,
    foreign: boolean,
  ) {
    super(sink, 'fetch', name, start, parent)
    this.caller = parent instanceof RecordedSpan ? parent : undefined
    this.foreign = foreign
    this.#open = open
    if (!foreign) open.add(this)
  }

  /**
   * Whether a network request that is made within the call is part of it: the first is, and one that takes the place of
   * another, as after a redirect. Any other is a call of its own.
   */
  takes(): boolean {
    return (
      !this.ended &&
      (this.#request === undefined ||
        this.errorType !== undefined ||
        (this.statusCode >= 300 && this.statusCode < 400))
    )
  }

  /** Ties a network request to the call. */
  bind(request: object, peer: Peer, method: string, path: string): void {
    if (this.peer === undefined) {
      this.peer = peer
      this.method = method
      this.path = path
    } else this.#landed = address(peer, path)
    this.#request = request
    this.#over = 0
    this.statusCode = 0
    this.responseSize = -1
    this.received = -1
    this.errorType = undefined
  }

  /** Whether the network request is the one that tells of the call. */
  isBoundTo(request: object): boolean {
    return !this.ended && this.#request === request
  }

  /** The network request is over. */
  over(): void {
    this.#over = now()
    if (!this.foreign || this.#answered) this.finish(this.#over)
  }

  get reached(): boolean {
    return this.peer !== undefined
  }

  answered(describe?: () => void): void {
    if (this.ended) return
    this.describe = describe
    this.#answered = true
    if (this.peer === undefined) this.finish()
    else if (this.#over !== 0) this.finish(this.#over)
    else this.#open.add(this)
  }

  failed(errorType: string, describe?: () => void): void {
    this.describe = describe
    this.errorType ??= errorType
    this.finish(this.#over === 0 ? now() : this.#over)
  }

  /** Ends it as the network's answer says. */
  finish(end: number = now()): void {
    if (this.ended) return
    try {
      this.describe?.()
    } finally {
      // Nobody reads on of an answer that says that it failed: that is no reason.
      if (this.errorType === GIVEN_UP && this.statusCode >= 400) this.errorType = undefined
      const failed = this.statusCode >= 400 || (this.errorType !== undefined && this.errorType !== GIVEN_UP)
      this.end(failed ? 'error' : 'unset', end)
    }
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
      writer.attribute('url.full', address(peer, this.path))
      writer.attribute('server.address', peer.address)
      writer.attribute('server.port', peer.port === 0 ? undefined : peer.port)
      if (this.statusCode !== 0) writer.attribute('http.response.status_code', this.statusCode)
      if (this.head !== 0) writer.attribute('kymo.ttfb', Math.max(0, this.head - this.start))
      const sent = this.requestSize >= 0 ? this.requestSize : this.sent
      if (sent >= 0) writer.attribute('http.request.body.size', sent)
      const received = this.#size()
      if (received >= 0) writer.attribute('http.response.body.size', received)
      if (this.#landed !== undefined) writer.attribute('kymo.fetch.redirected', this.#landed)
    }
    if (this.errorType !== undefined) writer.attribute('error.type', this.errorType)
    else if (this.statusCode >= 400) writer.attribute('error.type', String(this.statusCode))
    super.writeAttributes(writer)
  }

  /** What was counted, once all of it was there; until then, what was announced. */
  #size(): number {
    return this.received >= 0 && this.#over !== 0 ? this.received : this.responseSize
  }

  protected override release(): void {
    super.release()
    this.#open.remove(this)
    this.#request = undefined
    this.caller = undefined
    this.describe = undefined
  }
}

/** To a proxy the path is the whole address. */
function address(peer: Peer, path: string): string {
  const shown = redactUrl(path)
  return shown.startsWith('/') ? peer.origin + shown : shown
}
