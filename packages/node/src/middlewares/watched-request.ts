import type { IncomingMessage, ServerResponse } from 'node:http'
import { OWN_PATH_PREFIX } from '@kymo/protocol'
import { now } from '../clock.ts'
import { requestPurpose } from '../instrumentations/http-server/purpose.ts'
import { requestPath } from '../instrumentations/http-server/request-path.ts'
import { isFault } from '../instrumentations/is-fault.ts'
import { seenError } from '../pulse/errors/seen-error.ts'
import { guarded } from '../pulse/guarded.ts'
import { runningPulse } from '../pulse/pulse.ts'
import type { PulseRecorder } from '../pulse/pulse-recorder.ts'
import { runningAgent } from '../shared-agent.ts'

/** A request that a middleware watches. Nothing of it throws, and none of it holds the request up. */
export interface WatchedRequest {
  /** Tells by which pattern its framework knows it. */
  name(route: string | undefined): void
  /** Tells what failed it, unless it is the client's fault. */
  failed(error: unknown): void
}

const watched = new WeakMap<IncomingMessage, WatchedRequest>()

/** The one that a middleware watches already. */
export function watchedRequest(request: IncomingMessage): WatchedRequest | undefined {
  return watched.get(request)
}

/**
 * Watches a request until its answer is through or given up. Where an agent observes it, the agent counts it, and is
 * told what the middleware knows. Undefined where nobody wants to know.
 * @param routeOf asked at its end
 */
export function watchRequest(
  request: IncomingMessage,
  response: ServerResponse,
  routeOf: () => string | undefined,
): WatchedRequest | undefined {
  const known = watched.get(request)
  if (known !== undefined) return known
  return guarded(() => {
    const found = ofAgent(request) ?? ofPulse(request, response, routeOf)
    if (found !== undefined) watched.set(request, found)
    return found
  })
}

function ofAgent(request: IncomingMessage): WatchedRequest | undefined {
  const agent = runningAgent()
  const span = agent?.requestSpan(request)
  if (agent === undefined || span === undefined) return undefined
  return {
    name: (route) => {
      if (route !== undefined) span.set('http.route', route)
    },
    failed: (error) =>
      guarded(() => {
        if (isFault(error)) agent.exception(error, { span, mechanism: 'request' })
      }),
  }
}

function ofPulse(
  request: IncomingMessage,
  response: ServerResponse,
  routeOf: () => string | undefined,
): WatchedRequest | undefined {
  const recorder = runningPulse()?.recorder
  const { originalUrl } = request as { readonly originalUrl?: unknown }
  const url = requestPath(typeof originalUrl === 'string' ? originalUrl : (request.url ?? '/'))
  if (recorder === undefined || url.startsWith(OWN_PATH_PREFIX)) return undefined
  return new RecordedRequest(recorder, request, response, url, routeOf)
}

/** One that the pulse itself counts. */
class RecordedRequest implements WatchedRequest {
  readonly #recorder: PulseRecorder
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #method: string
  readonly #url: string
  readonly #routeOf: () => string | undefined
  readonly #start = now()
  readonly #forget: () => void
  #route: string | undefined
  #ended = false

  constructor(
    recorder: PulseRecorder,
    request: IncomingMessage,
    response: ServerResponse,
    url: string,
    routeOf: () => string | undefined,
  ) {
    this.#recorder = recorder
    this.#request = request
    this.#response = response
    // Frameworks change the request's own.
    this.#method = request.method ?? 'GET'
    this.#url = url
    this.#routeOf = routeOf
    response.on('close', this.#end)
    // A pipelined answer that waits for its turn is not told when the connection ends.
    if (response.socket === null) request.on('close', this.#endUnsent)
    this.#forget = recorder.watch((code) => {
      const answered = response.writableFinished
      this.#finish(answered ? response.statusCode >= 500 : code !== 0)
    })
  }

  name(route: string | undefined): void {
    this.#route = route
  }

  failed(error: unknown): void {
    guarded(() => {
      if (isFault(error)) this.#recorder.exception(error, seenError(error, this.#request))
    })
  }

  readonly #end = (): void => this.#finish(this.#response.statusCode >= 500)

  readonly #endUnsent = (): void => {
    if (this.#request.socket.destroyed && this.#response.socket === null) this.#end()
  }

  #finish(failed: boolean): void {
    if (this.#ended) return
    this.#ended = true
    this.#forget()
    guarded(() => {
      const { headers } = this.#request
      this.#recorder.request({
        method: this.#method,
        route: this.#route ?? this.#routeOf(),
        url: this.#url,
        purpose: requestPurpose(this.#method, headers),
        status: this.#response.headersSent ? this.#response.statusCode : undefined,
        start: this.#start,
        end: now(),
        failed,
        headers,
        trace: undefined,
        whole: this.#request,
      })
    })
  }
}
