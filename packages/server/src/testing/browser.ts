import { type Batch, BROWSER_INGEST_PATH, type Fact, type Resource, type Span } from '@kymo/protocol'
import { browserKey } from '../security/browser-key.ts'
import { type TestCollector, TOKEN } from './collector.ts'
import { batch, newSpanId, newTraceId, resource, span, T } from './facts.ts'

export const PAGE_ORIGIN = 'http://localhost:3000'

export interface NavigationOptions {
  /** Default: its own id, as for a page that a script changed to. */
  readonly visitId?: string
  readonly traceId?: string
  readonly parentId?: string
  readonly type?: string
  readonly url?: string
  readonly tab?: string
  readonly start?: number
  readonly duration?: number
}

/** A page's span of a change of page. */
export function navigation(options: NavigationOptions = {}): Span {
  const spanId = newSpanId()
  const { visitId = spanId, traceId = newTraceId(), parentId, type = 'push', url = '/', tab } = options
  const { start = T, duration = 30 } = options
  return span('navigation', {
    name: url,
    spanId: visitId === spanId || parentId === undefined ? visitId : spanId,
    traceId,
    ...(parentId === undefined ? {} : { parentId }),
    start,
    duration,
    attributes: {
      'kymo.visit.id': visitId,
      'kymo.visit.type': type,
      'url.full': `${PAGE_ORIGIN}${url}`,
      ...(tab === undefined ? {} : { 'session.id': tab }),
    },
  })
}

/** The span by which a page tells that the browser loaded it: below the request that served it. */
export function pageLoad(of: Span, options: Omit<NavigationOptions, 'visitId' | 'parentId'> = {}): Span {
  return {
    ...navigation({
      traceId: of.traceId,
      url: String(of.attributes['url.path']),
      type: 'load',
      start: of.start + 5,
      ...options,
      visitId: of.spanId,
      parentId: of.spanId,
    }),
  }
}

export function browserResource(app = 'shop', instance?: string): Resource {
  return { ...resource(app, instance), 'session.id': 'tab-1' }
}

/** Sends a batch as a page does. */
export function postAsPage(
  collector: TestCollector,
  of: Batch,
  headers: Readonly<Record<string, string>> = {},
  key: string = browserKey(TOKEN),
): Promise<Response> {
  const { resource: from, sequence, dropped } = of.header
  return fetch(`${collector.url}${BROWSER_INGEST_PATH}?key=${encodeURIComponent(key)}`, {
    method: 'POST',
    headers: { origin: PAGE_ORIGIN, 'content-type': 'text/plain', ...headers },
    body: JSON.stringify({ resource: from, sequence, dropped, facts: of.facts }),
  })
}

export async function putFromPage(collector: TestCollector, ...facts: Fact[]): Promise<void> {
  const response = await postAsPage(collector, batch(facts, browserResource()))
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
}
