import { Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import { GIVEN_UP } from '@kymo/protocol'
import { now } from '../../clock.ts'
import { traceparentOf } from '../../propagation/propagation.ts'
import { callErrorType } from '../../spans/call-error-type.ts'
import { CallSpan } from '../../spans/call-span.ts'
import { SPAN, UNOBSERVED } from '../../spans/keys.ts'
import type { Instrumentation } from '../instrumentation.ts'
import { subscribe } from '../subscribe.ts'

type ObservedRequest = ClientRequest & {
  [SPAN]?: CallSpan
  readonly agent?: (Agent & { [UNOBSERVED]?: true }) | null
}

/** Of the options that `http.request` hands to its agent. */
interface Target {
  readonly host?: string | null
  readonly port?: string | number | null
  readonly socketPath?: string | null
}

interface AgentMethods {
  addRequest(request: ObservedRequest, options: Target, ...rest: unknown[]): unknown
}

/**
 * Calls by `node:http` and `node:https`. Their channels begin when a request has been written, too late for its start
 * and for its headers, so requests are seen when they are given to an `http.Agent`; the few without one, by the channel.
 */
export const observeHttpClient: Instrumentation = (instruments) => {
  const { context, sink, open, propagation, hookFailed } = instruments
  let stopped = false

  const begin = (request: ObservedRequest, origin: string, mayPropagate: boolean): void => {
    const peer = propagation.peers.get(origin)
    const caller = context.getStore()
    const watched = caller instanceof CallSpan && caller.takes()
    const span = watched ? caller : new CallSpan(sink, open, '', now(), caller, false)
    span.bind(request, peer, request.method, request.path)
    request[SPAN] = span
    request.on('close', onRequestClose)
    if (!watched) instruments.callStarted(span)
    if (
      mayPropagate &&
      !request.headersSent &&
      propagation.reaches(peer) &&
      !request.hasHeader('traceparent')
    ) {
      request.setHeader('traceparent', traceparentOf(span))
      if (span.traceState !== undefined) request.setHeader('tracestate', span.traceState)
    }
  }

  const finish = (request: ObservedRequest, span: CallSpan): void => {
    if (stopped) return
    span.requestSize = length(request.getHeader('content-length'))
    span.over()
  }

  function onRequestClose(this: ObservedRequest): void {
    try {
      const span = this[SPAN]
      if (!span?.isBoundTo(this)) return
      if (span.statusCode === 0) upgraded(this, span)
      else if (responseOf(this)?.complete === false) span.errorType ??= whyIncomplete(this)
      finish(this, span)
    } catch (error) {
      hookFailed(error)
    }
  }

  function onResponseClose(this: IncomingMessage & { readonly req?: ObservedRequest }): void {
    try {
      const span = this.req?.[SPAN]
      if (this.req === undefined || !span?.isBoundTo(this.req)) return
      if (!this.complete) span.errorType ??= whyIncomplete(this.req)
      finish(this.req, span)
    } catch (error) {
      hookFailed(error)
    }
  }

  const responded = ({
    request,
    response,
  }: {
    readonly request: ObservedRequest
    readonly response: IncomingMessage
  }): void => {
    try {
      const span = request[SPAN]
      if (!span?.isBoundTo(request)) return
      span.head = now()
      span.statusCode = response.statusCode ?? 0
      span.responseSize = length(response.headers['content-length'])
      countBody(response, span)
      response.on('close', onResponseClose)
    } catch (error) {
      hookFailed(error)
    }
  }

  const failed = ({
    request,
    error,
  }: {
    readonly request: ObservedRequest
    readonly error: unknown
  }): void => {
    try {
      const span = request[SPAN]
      if (span?.isBoundTo(request)) span.errorType = callErrorType(error)
    } catch (error) {
      hookFailed(error)
    }
  }

  const written = ({ request }: { readonly request: ObservedRequest }): void => {
    try {
      if (request[SPAN] !== undefined || request.agent?.[UNOBSERVED] === true) return
      begin(request, `${request.protocol}//${String(request.getHeader('host') ?? request.host)}`, false)
    } catch (error) {
      hookFailed(error)
    }
  }

  const prototype = Agent.prototype as unknown as AgentMethods
  const { addRequest } = prototype
  const observed: AgentMethods['addRequest'] = function (
    this: { [UNOBSERVED]?: true },
    request,
    options,
    ...rest
  ) {
    if (!stopped && this[UNOBSERVED] !== true) {
      try {
        begin(request, originOf(request, options), options.socketPath == null)
      } catch (error) {
        hookFailed(error)
      }
    }
    return addRequest.call(this as never, request, options, ...rest)
  }
  prototype.addRequest = observed

  const unsubscribe = subscribe({
    'http.client.request.start': written,
    'http.client.response.finish': responded,
    'http.client.request.error': failed,
  })
  return () => {
    stopped = true
    unsubscribe()
    if (prototype.addRequest === observed) prototype.addRequest = addRequest
  }
}

/** The parser hands a body's parts over by `push`; listening for them would make the body flow. */
function countBody(response: IncomingMessage, span: CallSpan): void {
  const { push } = response
  span.received = 0
  response.push = function (chunk: Uint8Array | null, encoding) {
    if (chunk !== null) span.received += chunk.length
    return push.call(this, chunk, encoding)
  }
}

function length(header: unknown): number {
  const bytes = header === undefined ? -1 : Number(header)
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : -1
}

function originOf(request: ObservedRequest, { host, port }: Target): string {
  const name = host ?? 'localhost'
  return `${request.protocol}//${name.includes(':') ? `[${name}]` : name}:${port ?? ''}`
}

/** What Node.js calls it where the other end closed the connection. */
const CUT_OFF = 'ECONNRESET'

/** Without an error, only the connection knows which end closed it. */
function whyIncomplete({ socket }: ObservedRequest): string {
  return socket?.readableEnded || socket?.errored ? CUT_OFF : GIVEN_UP
}

/** An upgraded or tunnelled connection has an answer, but no channel that tells of it. */
function upgraded(request: ObservedRequest, span: CallSpan): void {
  const response = responseOf(request)
  if (response?.statusCode !== undefined) {
    span.head = now()
    span.statusCode = response.statusCode
  } else span.errorType ??= CUT_OFF
}

function responseOf(request: ObservedRequest): IncomingMessage | null | undefined {
  return (request as { readonly res?: IncomingMessage | null }).res
}
