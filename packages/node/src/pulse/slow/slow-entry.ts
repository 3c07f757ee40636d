import { PULSE_VERSION, type PulseSource, redactHeader, type SlowEntry } from '@kymo/protocol'
import type { EndedJob, EndedRequest, HeaderLines } from '../ended-request.ts'
import { shownUrl, traceFields } from '../entry-fields.ts'

/** UTF-16 units, and numbers, of what an entry may have. */
const LONGEST_ROUTE = 2048
const LONGEST_HEADER = 1024
const MOST_HEADERS = 64

/** @param withHeaders whether it is one of those that show their headers */
export function slowRequest(
  request: EndedRequest,
  route: string,
  threshold: number,
  source: PulseSource,
  withHeaders: boolean,
): SlowEntry {
  const { method, url, status, headers } = request
  return {
    v: PULSE_VERSION,
    timestamp: request.start,
    kind: 'request',
    method: method.slice(0, 32),
    route: route.slice(0, LONGEST_ROUTE),
    url: shownUrl(url),
    ...(status === undefined ? undefined : { status }),
    duration: request.end - request.start,
    threshold,
    ...traceFields(request.trace),
    ...(withHeaders ? { headers: shownHeaders(headers) } : undefined),
    source,
  }
}

export function slowJob(job: EndedJob, threshold: number, source: PulseSource): SlowEntry {
  return {
    v: PULSE_VERSION,
    timestamp: job.start,
    kind: 'job',
    route: job.name.slice(0, LONGEST_ROUTE),
    duration: job.end - job.start,
    threshold,
    ...traceFields(job.trace),
    source,
  }
}

function shownHeaders(headers: HeaderLines): Record<string, string> {
  const shown: [string, string][] = []
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || shown.length === MOST_HEADERS) continue
    const text = typeof value === 'string' ? value : value.join(', ')
    shown.push([name.slice(0, LONGEST_HEADER), redactHeader(name, text).slice(0, LONGEST_HEADER)])
  }
  return Object.fromEntries(shown)
}
