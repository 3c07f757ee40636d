import {
  type Batch,
  BROWSER_INGEST_PATH,
  type Event,
  type Fact,
  type Resource,
  type Span,
  type VisitType,
} from '@kymo/protocol'
import { browserKey } from '../security/browser-key.ts'
import { type TestCollector, TOKEN } from './collector.ts'
import {
  batch,
  exception,
  type FetchOptions,
  fetchSpan,
  newSpanId,
  type RequestOptions,
  request,
  resource,
  span,
  T,
} from './facts.ts'

export const PAGE_ORIGIN = 'http://localhost:3000'

export interface PageOptions {
  readonly url?: string
  readonly tab?: string
  readonly start?: number
  readonly duration?: number
}

/** The span by which a page tells that a script changed it; a visit of its own. */
export function navigation({ url = '/', tab = 'tab', start = T, duration = 30 }: PageOptions = {}): Span {
  const spanId = newSpanId()
  return navigationSpan(spanId, 'push', { url, tab, start, duration, spanId })
}

/** The span by which a page tells that the browser loaded it: of the visit and the trace of the request for it. */
export function pageLoad(of: Span, options: PageOptions & { readonly type?: VisitType } = {}): Span {
  const { url = String(of.attributes['url.path']), tab = 'tab', type = 'load' } = options
  const { start = of.start - 3, duration = 200 } = options
  return navigationSpan(of.spanId, type, { url, tab, start, duration, traceId: of.traceId })
}

function navigationSpan(
  visitId: string,
  type: VisitType,
  { url, tab, ...fields }: Required<PageOptions> & Partial<Span>,
): Span {
  const [path = '', query] = url.split('?')
  return span('navigation', {
    name: path,
    status: 'unset',
    ...fields,
    attributes: {
      'kymo.visit.id': visitId,
      'kymo.visit.type': type,
      'session.id': tab,
      'url.path': path,
      ...(query === undefined ? {} : { 'url.query': query }),
    },
  })
}

/** A fetch of a page's own. */
export function clientFetch(visitId: string, options: FetchOptions = {}): Span {
  return fetchSpan(undefined, {
    url: `${PAGE_ORIGIN}/api/things`,
    ...options,
    attributes: {
      'kymo.visit.id': visitId,
      'kymo.fetch.origin': 'client-component',
      ...options.attributes,
    },
  })
}

/** What a page's fetch asked its server for. */
export function askedBy(call: Span, options: RequestOptions = {}): Span {
  return request({
    traceId: call.traceId,
    parentId: call.spanId,
    visitId: String(call.attributes['kymo.visit.id']),
    start: call.start + 1,
    path: '/api/things',
    ...options,
  })
}

/** An error in a page, of no trace. */
export function pageError(visitId: string, message: string, time: number = T): Event {
  return exception(undefined, message, {
    time,
    attributes: { 'kymo.visit.id': visitId, 'kymo.exception.mechanism': 'window' },
  })
}

export function browserResource(app = 'shop', instance?: string): Resource {
  return { ...resource(app, instance), 'session.id': 'tab-1' }
}

/** Sends a batch as a page does. @param sent when, by the page's own clock */
export function postAsPage(
  collector: TestCollector,
  of: Batch,
  headers: Readonly<Record<string, string>> = {},
  key: string = browserKey(TOKEN),
  sent?: string,
): Promise<Response> {
  const { resource: from, sequence, dropped } = of.header
  return fetch(
    `${collector.url}${BROWSER_INGEST_PATH}?${new URLSearchParams({ key, ...(sent !== undefined && { sent }) })}`,
    {
      method: 'POST',
      headers: { origin: PAGE_ORIGIN, 'content-type': 'text/plain', ...headers },
      body: JSON.stringify({ resource: from, sequence, dropped, facts: of.facts }),
    },
  )
}

export async function putFromPage(collector: TestCollector, ...facts: Fact[]): Promise<void> {
  const response = await postAsPage(collector, batch(facts, browserResource()))
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
}
