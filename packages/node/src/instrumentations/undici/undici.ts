import { now } from '../../clock.ts'
import { traceparentOf } from '../../propagation/propagation.ts'
import { bodyErrorType, callErrorType } from '../../spans/call-error-type.ts'
import { CallSpan } from '../../spans/call-span.ts'
import { SPAN } from '../../spans/keys.ts'
import type { Instrumentation } from '../instrumentation.ts'
import { subscribe } from '../subscribe.ts'
import { BodySizes } from './body-sizes.ts'
import { contentLength } from './content-length.ts'

/** What is used of undici's request; the same from version 5 on. */
interface UndiciRequest {
  readonly origin: string | URL
  readonly path: string
  readonly method: string
  readonly headers: string | readonly unknown[]
  readonly body: unknown
  readonly contentLength: number | null
  readonly upgrade: unknown
  addHeader(name: string, value: string): unknown
  onUpgrade(statusCode: number, headers: unknown, socket: unknown): unknown
  [SPAN]?: CallSpan
}

/**
 * Calls by `fetch` and undici. The request object is what ties the channels together: on a kept connection all but
 * the first run in the context of whoever opened it.
 */
export const observeUndici: Instrumentation = (instruments) => {
  const { context, sink, open, propagation, hookFailed } = instruments
  const sizes = new BodySizes()

  const create = ({ request }: { readonly request: UndiciRequest }): void => {
    try {
      const { origin } = request
      const peer = propagation.peers.get(typeof origin === 'string' ? origin : origin.origin)
      const caller = context.getStore()
      const watched = caller instanceof CallSpan && caller.takes()
      const span = watched ? caller : new CallSpan(sink, open, '', now(), caller, false)
      span.bind(request, peer, request.method, request.path)
      request[SPAN] = span
      sizes.watch(request)
      if (!watched) instruments.callStarted(span)
      const { body } = request
      if (request.contentLength !== null) span.requestSize = request.contentLength
      else if (body instanceof Uint8Array) span.requestSize = body.length
      if (propagation.reaches(peer) && !carriesTraceparent(request.headers)) {
        request.addHeader('traceparent', traceparentOf(span))
        if (span.traceState !== undefined) request.addHeader('tracestate', span.traceState)
      }
      if (request.upgrade != null || request.method === 'CONNECT') observeUpgrade(request, span)
    } catch (error) {
      hookFailed(error)
    }
  }

  const headers = ({
    request,
    response,
  }: {
    readonly request: UndiciRequest
    readonly response: { readonly statusCode: number; readonly headers: readonly Uint8Array[] }
  }): void => {
    try {
      const span = request[SPAN]
      if (span === undefined || response.statusCode < 200 || !span.isBoundTo(request)) return
      span.head = now()
      span.statusCode = response.statusCode
      span.responseSize = contentLength(response.headers)
      if (sizes.counts(request)) span.received = 0
    } catch (error) {
      hookFailed(error)
    }
  }

  const trailers = ({ request }: { readonly request: UndiciRequest }): void => {
    try {
      const span = request[SPAN]
      if (span?.isBoundTo(request)) span.over()
    } catch (error) {
      hookFailed(error)
    }
  }

  const failed = ({ request, error }: { readonly request: UndiciRequest; readonly error: unknown }): void => {
    try {
      const span = request[SPAN]
      if (!span?.isBoundTo(request)) return
      span.errorType = span.statusCode === 0 ? callErrorType(error) : bodyErrorType(error)
      span.over()
    } catch (error) {
      hookFailed(error)
    }
  }

  /** No channel tells of an upgrade; it is rare enough to be asked of the request itself. */
  const observeUpgrade = (request: UndiciRequest, span: CallSpan): void => {
    const { onUpgrade } = request
    request.onUpgrade = function (statusCode, ...rest) {
      span.head = now()
      span.statusCode = statusCode
      span.over()
      return onUpgrade.call(this, statusCode, ...rest)
    }
  }

  const unsubscribe = subscribe({
    'undici:request:create': create,
    'undici:request:headers': headers,
    'undici:request:trailers': trailers,
    'undici:request:error': failed,
  })
  return () => {
    unsubscribe()
    sizes.stop()
  }
}

/** Version 5 keeps headers as text, later ones as a list of names and values. */
function carriesTraceparent(headers: UndiciRequest['headers']): boolean {
  if (typeof headers === 'string') return /^traceparent:/im.test(headers)
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]
    if (typeof name === 'string' && name.length === 11 && name.toLowerCase() === 'traceparent') return true
  }
  return false
}
