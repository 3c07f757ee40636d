import { VISIT_HEADER } from '@kymo/protocol'
import type { Page } from '../page.ts'
import type { Visit } from '../visits/visit.ts'
import type { Call, Calls } from './calls.ts'

/** A request that is about to be made. */
export interface Outgoing {
  /** Absent for the framework's own. */
  readonly call: Call | undefined
  /** What it is to be given besides its own headers; nothing on its way to another origin. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Whose data it asks for, when a framework does. */
  readonly visit: Visit
}

/**
 * Paths that could not be asked with the header: one that leads to another origin takes it along, and that origin need
 * not allow it.
 */
const unmarked = new Set<string>()

export const isOwn = (url: URL): boolean => url.origin === location.origin

/** Decides what a request is for. @param headers those it has */
export function outgoing(
  { visits, options: { framework } }: Page,
  calls: Calls,
  method: string,
  url: URL,
  headers: Headers,
  cacheMode?: string,
): Outgoing {
  const own = isOwn(url)
  const target = own ? framework?.navigation(url, headers) : undefined
  const visit = target ? visits.asked(target.address, target.loose) : visits.current
  const call =
    /^http/.test(url.protocol) && !(own && framework?.isOwn(url, headers))
      ? calls.begin(method, url, visit, cacheMode)
      : undefined
  const added: [string, string][] = []
  if (own && !unmarked.has(url.pathname)) {
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
