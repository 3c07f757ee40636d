import { VISIT_HEADER } from '@kymo/protocol'
import type { Visit } from '../visits/visit.ts'
import type { Asked, Call } from './calls.ts'
import type { Traffic } from './traffic.ts'

/** A request that is about to be made. */
export interface Outgoing {
  /** Absent for the framework's own. */
  readonly call: Call | undefined
  /** What it is to be given besides its own headers; nothing on its way to another origin. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Whose data it asks for, when a framework does; absent without a page. */
  readonly visit: Visit | undefined
}

/**
 * Paths that could not be asked with the header: one that leads to another origin takes it along, and that origin need
 * not allow it.
 */
const unmarked = new Set<string>()

/** In a sandbox nothing is; and what is within the page itself is asked of nobody. */
export const isOwn = (url: URL): boolean => url.origin === self.origin && url.protocol === location.protocol

/** Decides what a request is for. @param headers those it has */
export function outgoing(traffic: Traffic, asked: Asked, headers: Headers): Outgoing {
  const { page } = traffic
  const { url } = asked
  const own = isOwn(url)
  const framework = page?.options.framework
  const target = own ? framework?.navigation(url, headers) : undefined
  const visit = target ? page?.visits.asked(target.address, target.loose) : page?.visits.current
  const call =
    /^http/.test(url.protocol) && !(own && framework?.isOwn(url, headers))
      ? traffic.begin({ ...asked, visitId: visit?.id })
      : undefined
  const added: [string, string][] = []
  if (visit && own && !unmarked.has(url.pathname)) {
    added.push([VISIT_HEADER, visit.id])
    if (call && !headers.has('traceparent'))
      added.push(['traceparent', `00-${call.traceId}-${call.spanId}-01`])
  }
  return { call, headers: added, visit }
}

/** Ask this path without a header from now on. */
export function leaveUnmarked(url: URL): void {
  unmarked.add(url.pathname)
}
