import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server, Socket } from 'node:net'
import { Server as TlsServer } from 'node:tls'
import { OWN_PATH_PREFIX } from '@kymo/protocol'
import { now } from '../../clock.ts'
import { remoteParent } from '../../propagation/propagation.ts'
import { SPAN } from '../../spans/keys.ts'
import { RequestSpan } from '../../spans/request-span.ts'
import type { Instrumentation } from '../instrumentation.ts'
import { subscribe } from '../subscribe.ts'
import { observeFirstByte } from './first-byte.ts'
import { openRequests } from './open-requests.ts'
import { announceToPage } from './server-timing.ts'

interface StartMessage {
  readonly request: IncomingMessage & { [SPAN]?: RequestSpan }
  readonly response: ServerResponse & { [SPAN]?: RequestSpan }
  readonly socket: Socket & { readonly _httpMessage?: unknown }
  readonly server: Server
}

/** Inbound requests of `node:http` and `node:https` servers. */
export const observeHttpServer: Instrumentation = (instruments) => {
  const { settings, context, sink, open, propagation } = instruments
  // Elsewhere no page script asks for it, and an answer would differ from that of the app alone.
  const announces = settings.environment === 'development'
  let stopped = false
  let lastServer: Server | undefined

  const noteServer = (server: Server): void => {
    const port = propagation.servers.add(server)
    if (port !== undefined) instruments.listening(port, server instanceof TlsServer ? 'https' : 'http')
  }

  const start = (message: StartMessage): void => {
    const span = begin(message)
    if (span !== undefined) context.enterWith(span)
  }

  const begin = (message: StartMessage): RequestSpan | undefined => {
    try {
      const { request, response, socket, server } = message
      if (request.url?.startsWith(OWN_PATH_PREFIX)) return undefined
      if (server !== lastServer) {
        lastServer = server
        noteServer(server)
      }
      const parent = remoteParent(request)
      const span = new RequestSpan(sink, now(), parent, message, settings.captureHeaders)
      request[SPAN] = span
      response[SPAN] = span
      // 'close' comes right after 'finish', and also when there is no 'finish'.
      response.on('close', onResponseClose)
      // A pipelined answer that waits for its turn is not told when the connection ends.
      if (socket._httpMessage != null) request.on('close', onPipelinedRequestClose)
      open.add(span)
      if (announces) announceToPage(span, request, response)
      instruments.requestStarted(span)
      return span
    } catch (error) {
      instruments.hookFailed(error)
      return undefined
    }
  }

  const finish = (span: RequestSpan, response: ServerResponse): void => {
    if (stopped || span.ended) return
    try {
      open.remove(span)
      span.aborted = !response.writableFinished
      instruments.endRequest(span, response.statusCode >= 500 ? 'error' : 'unset')
    } catch (error) {
      instruments.hookFailed(error)
    }
  }

  function onResponseClose(this: ServerResponse & { [SPAN]?: RequestSpan }): void {
    const span = this[SPAN]
    if (span !== undefined) finish(span, this)
  }

  function onPipelinedRequestClose(this: IncomingMessage & { [SPAN]?: RequestSpan }): void {
    const span = this[SPAN]
    const response = span?.exchange?.response
    if (response !== undefined && this.socket.destroyed && response.socket === null)
      finish(span as RequestSpan, response)
  }

  const listening = ({ server }: { readonly server: Server }): void => {
    try {
      noteServer(server)
    } catch (error) {
      instruments.hookFailed(error)
    }
  }

  const unsubscribe = subscribe({
    'http.server.request.start': start,
    'tracing:net.server.listen:asyncEnd': listening,
  })
  const restore = observeFirstByte((span, response) => {
    const request = span.exchange?.request
    if (!announces || stopped || request === undefined) return
    try {
      announceToPage(span, request, response)
    } catch (error) {
      instruments.hookFailed(error)
    }
  })
  // By then whoever starts the agent has put its listeners up. What waits for an answer already can't be entered any
  // more; it is recorded all the same.
  queueMicrotask(() => {
    if (!stopped)
      for (const message of openRequests() as StartMessage[])
        if (message.request[SPAN] === undefined) begin(message)
  })
  return () => {
    stopped = true
    unsubscribe()
    restore()
  }
}
