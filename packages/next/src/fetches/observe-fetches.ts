import { type Agent, errorTypeOf } from '@kymo/node'
import { noteCallSite } from '../errors/call-sites.ts'
import { guard } from '../internals/guard.ts'
import type { NextServer } from '../internals/next-server.ts'
import type { RequestRegistry } from '../requests/request-registry.ts'
import { renewalOutcome, setOutcome, unmeasuredOutcome } from './cache-status.ts'
import { callStack, describeCallSite } from './call-site.ts'
import { calledByNext } from './called-by-next.ts'
import type { FetchCall, FetchCalls } from './fetch-calls.ts'
import { cacheOptions, describeOptions, describeTarget } from './fetch-options.ts'
import { fetchOrigin } from './fetch-origin.ts'
import type { CallFetch, ObservedCall } from './global-fetch.ts'

/** Makes one span of each call of `fetch`, whether its answer came from a cache or from the network. */
export function observeFetches(
  agent: Agent,
  next: NextServer,
  requests: RequestRegistry,
  calls: FetchCalls,
): CallFetch {
  function begin({ input, init, owner, scope, entry }: ObservedCall, renews?: FetchCall): FetchCall {
    const parent = renews === undefined ? agent.currentSpan() : renews.parent
    const request = requests.requestOf(parent)
    // Named by the network request that is bound to it, or at its end.
    const span = agent.startCall({ parent: parent ?? null })
    const call = calls.add({
      span,
      parent,
      input,
      // Those of the origin's call have lost some.
      options: renews === undefined ? cacheOptions(input, init) : renews.options,
      scope,
      throughNext: owner === 'next',
      stack: renews === undefined ? callStack(entry) : renews.stack,
      renews,
    })
    const origin = fetchOrigin({ next, scope, span: parent, request, init })
    span.set('kymo.fetch.origin', origin)
    if (scope !== 'nodejs') span.set('kymo.runtime', 'edge')
    describeOptions(span, call.options)
    // Its address has the router's cache buster, which is not to be shown.
    if (origin === 'server') describeTarget(span, input, init)
    return call
  }

  function answered(call: FetchCall, { input, init }: ObservedCall, response: Response): void {
    const { span } = call
    // The call that renews the entry has told of itself and, as this one waited for it, of all there is.
    if (call.renewed && !call.measured && calls.metricsSeen) return
    if (call.renews !== undefined) {
      setOutcome(span, renewalOutcome(call.renews.measured || !calls.metricsSeen))
    } else if (!call.measured) setOutcome(span, unmeasuredOutcome(call, next.work?.getStore()))
    span.answered(() => {
      describeCallSite(span, call.stack)
      if (span.reached) return
      describeTarget(span, input, init)
      span.set('http.response.status_code', response.status)
      span.set('http.response.body.size', call.cachedSize)
      if (response.status >= 400) span.set('error.type', String(response.status))
    })
  }

  function failed({ span, stack }: FetchCall, { input, init }: ObservedCall, error: unknown): void {
    noteCallSite(error, stack)
    span.failed(errorTypeOf(error), () => {
      describeCallSite(span, stack)
      if (!span.reached) describeTarget(span, input, init)
    })
  }

  /** Makes the call in its span, and ends that when it is answered. */
  function observe(call: FetchCall, observed: ObservedCall): ReturnType<typeof fetch> {
    const response = agent.runInSpan(call.span, observed.run)
    guard('fetch', () =>
      response.then(
        (answer) => guard('fetch', () => answered(call, observed, answer)),
        (error: unknown) => guard('fetch', () => failed(call, observed, error)),
      ),
    )
    return response
  }

  /** The stale entry is given at once and renewed for those who ask later, or renewed before it is given. */
  function renew(stale: FetchCall, observed: ObservedCall): ReturnType<typeof fetch> {
    const call = guard('fetch', () => begin(observed, stale))
    if (call === undefined) return observed.run()
    stale.renewed = true
    return observe(call, observed)
  }

  return (observed) => {
    const current = agent.currentSpan()
    const outer = calls.of(current)
    if (outer !== undefined && isOriginCall(outer, observed)) {
      calls.originsSeen = true
      if (outer.cached === 'stale') return renew(outer, observed)
      outer.reachedOrigin = true
      return observed.run()
    }
    if (current === undefined && observed.scope === 'nodejs' && calledByNext()) {
      // In a span that is never ended, and so never told: a network request that is bound to it isn't either.
      return agent.runInSpan(agent.startCall({ parent: null }), observed.run)
    }
    const call = guard('fetch', () => begin(observed))
    return call === undefined ? observed.run() : observe(call, observed)
  }
}

/** Whether Next.js makes the call to answer the other; a cache's own calls, made meanwhile, are not. */
function isOriginCall(outer: FetchCall, { owner, input, init }: ObservedCall): boolean {
  if (!outer.throughNext || owner !== 'platform') return false
  return input === outer.input || (init as { next?: { fetchType?: unknown } })?.next?.fetchType === 'origin'
}
