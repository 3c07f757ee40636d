import type { ActiveSpan, Agent } from '@kymo/node'
import { errorType } from '../errors/error-type.ts'
import { guard } from '../internals/guard.ts'
import type { NextServer } from '../internals/next-server.ts'
import type { RequestRegistry } from '../requests/request-registry.ts'
import { calledByNext } from './called-by-next.ts'
import type { FetchCall, FetchCalls } from './fetch-calls.ts'
import { describeOptions, describeTarget } from './fetch-options.ts'
import { fetchOrigin } from './fetch-origin.ts'
import type { CallFetch, FetchOwner } from './global-fetch.ts'

/**
 * Makes one span of each call of `fetch`, whether its answer came from a cache or from the network. It ends with the
 * answer's head; a body may never be read.
 */
export function observeFetches(
  agent: Agent,
  next: NextServer,
  requests: RequestRegistry,
  calls: FetchCalls,
): CallFetch {
  function begin(input: unknown, init: unknown, owner: FetchOwner): FetchCall {
    const request = requests.requestOf(agent.currentSpan())
    // Named by the network request that is bound to it, or at its end.
    const span = agent.startSpan('fetch', '')
    const call = calls.add(span, owner === 'next')
    if (owner !== 'next') call.reachedOrigin = true
    const origin = owner === 'edge' ? 'edge' : fetchOrigin(next, request, init)
    span.set('kymo.fetch.origin', origin)
    describeOptions(span, input, init)
    // Its address has the router's cache buster, which is not to be shown.
    if (origin === 'server') describeTarget(span, input, init)
    return call
  }

  function answered({ span, reachedOrigin }: FetchCall, input: unknown, init: unknown, status: number): void {
    // Else the network request tells of itself.
    if (!reachedOrigin) {
      describeTarget(span, input, init)
      span.set('http.response.status_code', status)
      if (status >= 400) span.set('error.type', String(status))
    }
    span.end(status >= 400 ? 'error' : 'unset')
  }

  function failed({ span, reachedOrigin }: FetchCall, input: unknown, init: unknown, error: unknown): void {
    if (!reachedOrigin) describeTarget(span, input, init)
    span.set('error.type', errorType(error))
    span.end('error')
  }

  /** A span that is never ended, and so never told: a network request that is bound to it isn't either. */
  function untold(parent: ActiveSpan | null): ActiveSpan {
    return agent.startSpan('fetch', '', { parent })
  }

  return (run, [input, init], owner) => {
    const current = agent.currentSpan()
    const outer = calls.of(current)
    if (owner === 'platform' && outer?.throughNext) {
      calls.originsSeen = true
      // The stale answer is given at once, and this call renews it for those who ask later.
      if (outer.cached === 'stale') return agent.runInSpan(untold(outer.span), run)
      outer.reachedOrigin = true
      return run()
    }
    if (current === undefined && owner !== 'edge' && calledByNext()) return agent.runInSpan(untold(null), run)
    const call = guard('fetch', () => begin(input, init, owner))
    if (call === undefined) return run()
    const response = agent.runInSpan(call.span, run)
    guard('fetch', () =>
      response.then(
        (answer) => guard('fetch', () => answered(call, input, init, answer.status)),
        (error: unknown) => guard('fetch', () => failed(call, input, init, error)),
      ),
    )
    return response
  }
}
