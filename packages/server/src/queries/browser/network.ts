import { type Attributes, type BrowserCall, CALL_APIS, CALL_PHASES, PHASE_PREFIX } from '@kymo/protocol'
import type { SpanRow } from '../../store/rows.ts'
import { numberOf, oneOf, textOf } from '../attributes.ts'
import { errorOfSpan, isGivenUp } from '../errors.ts'

/**
 * @param servers the requests that calls became, in any order
 * @param interactions what the user did that may have caused some
 */
export function browserCalls(
  calls: readonly SpanRow[],
  servers: readonly SpanRow[],
  interactions: readonly SpanRow[],
): BrowserCall[] {
  const serverOf = new Map<string, SpanRow>()
  // What was redirected is one call of the page's and several requests: the first is where it began.
  for (const server of [...servers].sort((a, b) => b.start - a.start)) {
    if (server.parentId !== null) serverOf.set(key(server.traceId, server.parentId), server)
  }
  const causes = new Map(interactions.map((span) => [key(span.traceId, span.spanId), span.name]))
  return calls.map((call) =>
    browserCall(
      call,
      serverOf.get(key(call.traceId, call.spanId)),
      call.parentId === null ? undefined : causes.get(key(call.traceId, call.parentId)),
    ),
  )
}

function browserCall(call: SpanRow, server: SpanRow | undefined, cause: string | undefined): BrowserCall {
  const { attributes } = call
  return {
    id: call.spanId,
    traceId: call.traceId,
    visitId: call.visitId,
    app: call.app,
    by: oneOf(attributes, 'kymo.fetch.by', CALL_APIS) ?? 'fetch',
    method: call.method ?? '',
    url: call.url ?? '',
    host: call.host ?? '',
    statusCode: call.statusCode,
    startTime: call.start,
    duration: call.duration,
    phases: phasesOf(attributes),
    requestSize: numberOf(attributes, 'http.request.body.size'),
    responseSize: numberOf(attributes, 'http.response.body.size'),
    cacheHit: call.cache === 'hit',
    resends: numberOf(attributes, 'http.request.resend_count') ?? 0,
    messages: messagesOf(attributes),
    interaction: cause ?? textOf(attributes, 'kymo.interaction'),
    aborted: isGivenUp(call),
    error: errorOfSpan(call),
    server:
      server === undefined
        ? null
        : {
            app: server.app,
            route: server.derived ? null : server.route,
            startTime: server.start,
            duration: server.duration,
          },
  }
}

function phasesOf(attributes: Attributes): BrowserCall['phases'] {
  const known = CALL_PHASES.flatMap((phase) => {
    const value = numberOf(attributes, `${PHASE_PREFIX}${phase}`)
    return value === null ? [] : [[phase, value] as const]
  })
  return known.length === 0 ? null : Object.fromEntries(known)
}

function messagesOf(attributes: Attributes): BrowserCall['messages'] {
  const sent = numberOf(attributes, 'kymo.messages.sent')
  const received = numberOf(attributes, 'kymo.messages.received')
  return sent === null && received === null ? null : { sent: sent ?? 0, received: received ?? 0 }
}

const key = (traceId: string, spanId: string) => `${traceId}${spanId}`
