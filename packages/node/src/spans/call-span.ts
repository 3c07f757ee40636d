import { type BatchWriter, redactText, redactUrl } from '@kymo/protocol'
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
  requestSize = -1
  /** As the answer's head announces it; -1 where it does not. */
  responseSize = -1
  /** Bytes of the answer's body so far; -1 where they are not counted. */
  received = -1
  errorType: string | undefined = undefined
  /** The span it was made for. */
  caller: RecordedSpan | undefined
  /** Where it is kept while it is under way; `undefined` for one that someone else ends. */
  open: OpenSpans | undefined
  /** The network request that tells of it: after a redirect, the last. */
  #request: object | undefined = undefined
  /** When the network request was over; 0 until then. */
  #over = 0
  /** Where redirects led; '' for where it was sent. */
  #landed = ''

  /** @param open where it is kept while it is under way; `undefined` when its maker ends it */
  constructor(
    sink: SpanSink,
    name: string,
    start: number,
    parent: Lineage | undefined,
    readonly foreign: OpenSpans | undefined = undefined,
  ) {
    super(sink, 'fetch', name, start, parent)
    this.caller = parent instanceof RecordedSpan ? parent : undefined
  }
}
