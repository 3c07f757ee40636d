import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ActiveSpan, Agent } from '@kymo/node'
import { redactQuery } from '@kymo/protocol'
import type { ActionRequests } from '../actions/action-requests.ts'
import { guard } from '../internals/guard.ts'
import { type RequestIntent, requestIntent, requestPurpose } from './purpose.ts'
import type { RequestRegistry } from './request-registry.ts'
import { matchedRoute } from './route.ts'
import { withoutRsc } from './without-rsc.ts'

/** Names the routes of requests and says why they were made. Returns how to undo it. */
export function observeRequests(
  agent: Agent,
  requests: RequestRegistry,
  actions: ActionRequests,
): () => void {
  const intents = new WeakMap<ActiveSpan, RequestIntent>()
  const stopStart = agent.onRequestStart((span, request) => {
    guard('request start', () => {
      requests.add(span, request)
      const intent = requestIntent(request)
      if (intent !== undefined) intents.set(span, intent)
      actions.watch(request)
    })
  })
  const stopEnd = agent.onRequestEnd((span, request, response) => {
    guard('request end', () => {
      const intent = actions.isForm(request) ? 'action' : intents.get(span)
      describe(span, request, response, requests, intent)
      requests.end(span)
    })
  })
  return () => {
    stopStart()
    stopEnd()
  }
}

function describe(
  span: ActiveSpan,
  request: IncomingMessage,
  response: ServerResponse,
  requests: RequestRegistry,
  intent: RequestIntent | undefined,
): void {
  const url = requests.urlOf(span) ?? request.url ?? '/'
  const question = url.indexOf('?')
  const path = question === -1 ? url : url.slice(0, question)
  const route = matchedRoute(request) ?? requests.renderedRouteOf(span)
  if (route?.pathname !== undefined) {
    span.name = `${request.method} ${route.pathname}`
    span.set('http.route', route.pathname)
    span.set('next.route_kind', route.kind?.toLowerCase().replaceAll('_', '-'))
  }
  span.set('kymo.request.purpose', requestPurpose(request, path, intent, route, response.statusCode))
  const shown = withoutRsc(url)
  if (shown !== undefined) span.set('url.query', redactQuery(shown.slice(path.length + 1)))
  span.set('next.html_request_id', htmlRequestId(span, request, requests))
}

/**
 * The page that the request is from. In development the page is given an id, and what its router asks for says it; in
 * production nothing does, and the ids that Next.js makes there are of single requests.
 */
function htmlRequestId(
  span: ActiveSpan,
  request: IncomingMessage,
  requests: RequestRegistry,
): string | undefined {
  const sent = request.headers['x-nextjs-html-request-id']
  if (typeof sent === 'string') return sent
  return process.env.NODE_ENV === 'production' ? undefined : requests.workOf(span)?.htmlRequestId
}
