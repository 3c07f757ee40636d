import { type CallApi, type CallPhase, GIVEN_UP } from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { type CallEnd, isCacheHit, isKnown, type WatchedCall } from '../fetches/calls.ts'
import { keptName, keptUrl } from '../kept.ts'
import { callPhases } from './call-phases.ts'

/** One call that has ended. Times are milliseconds, sizes bytes; `null`: the browser does not tell. */
export interface NetworkCall {
  /** Of its span, and of the trace that its server goes on with. */
  readonly id: string
  readonly traceId: string
  readonly by: CallApi
  readonly method: string
  /** Absolute, redacted. */
  readonly url: string
  readonly host: string
  /** Since the Unix epoch. */
  readonly startTime: number
  /** To the end of the answer's body; of a socket or event source, to its end. */
  readonly duration: number
  /** 101 of a socket that opened. */
  readonly status: number | null
  /** No answer came, or one of 400 and above, or a connection broke. What the app itself gave up did not fail. */
  readonly failed: boolean
  /** Of what did not answer the class of the error, else the status; null where it did not fail. */
  readonly error: string | null
  /** It took longer than `slowThreshold`, and is no socket or event source. */
  readonly slow: boolean
  readonly cacheHit: boolean
  readonly phases: Readonly<Record<CallPhase, number>> | null
  readonly requestSize: number | null
  readonly responseSize: number | null
  /** Times that the same was tried before, and failed. */
  readonly retries: number
  /** Of a socket or event source. */
  readonly messages: { readonly sent: number; readonly received: number } | null
  /** What the user did that caused it, such as `click button “Add to cart”`. */
  readonly interaction: string | null
}

/** Whether it lasts as long as the app wants. */
export const lasts = ({ by }: Pick<NetworkCall, 'by'>): boolean => by === 'websocket' || by === 'eventsource'

export function networkCall(call: WatchedCall, end: CallEnd, slowThreshold: number): NetworkCall {
  const { attributes, by, method, url, start, spanId, traceId } = call
  const { status, error, duration, timing } = end
  const numberOf = (name: string) => {
    const value = attributes[name]
    return typeof value === 'number' ? value : null
  }
  const received = numberOf('kymo.messages.received')
  const interaction = attributes['kymo.interaction']
  return {
    id: spanId,
    traceId,
    by,
    method: keptName(method),
    url: keptUrl(url.href),
    host: keptName(url.host),
    startTime: epoch(start),
    duration,
    status: status || null,
    failed: error !== undefined && error !== GIVEN_UP,
    error: error ?? null,
    slow: duration >= slowThreshold && !lasts(call) && error !== GIVEN_UP,
    cacheHit: isCacheHit(timing),
    phases: callPhases(timing) ?? null,
    requestSize: numberOf('http.request.body.size'),
    responseSize: numberOf('http.response.body.size') ?? (isKnown(timing) ? timing.encodedBodySize : null),
    retries: numberOf('http.request.resend_count') ?? 0,
    messages: received === null ? null : { sent: numberOf('kymo.messages.sent') ?? 0, received },
    interaction: typeof interaction === 'string' ? interaction : null,
  }
}
