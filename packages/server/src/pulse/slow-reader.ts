import {
  type Attributes,
  COUNTED_PURPOSES,
  type PulseSource,
  REQUEST_HEADER_PREFIX,
  type Resource,
  type SlowRow,
} from '@kymo/protocol'
import type { SpanRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import { knownRequests } from './known-requests.ts'
import { isWanted, type PulseListQuery } from './pulse-filter.ts'
import type { PulseMonitor } from './pulse-monitor.ts'
import { resourcesBesideRedis } from './resources-beside-redis.ts'
import type { LoggedSlow } from './slow-log.ts'
import { sourceOf } from './telling-source.ts'

/** Finds slow requests: those that Redis told of, and among the spans of processes that tell Redis nothing. */
export class SlowReader {
  readonly #store: Store
  readonly #monitor: PulseMonitor
  readonly #threshold: number

  /** @param threshold milliseconds from which a request whose process does not say is slow */
  constructor(store: Store, monitor: PulseMonitor, threshold: number) {
    this.#store = store
    this.#monitor = monitor
    this.#threshold = threshold
  }

  /** Newest first. */
  async list(query: PulseListQuery): Promise<readonly SlowRow[]> {
    const told = await this.#told(query)
    const spans = await this.#fromSpans(query)
    return [...told, ...spans].sort((a, b) => b.time - a.time).slice(0, query.limit)
  }

  async #told({
    from = 0,
    to = Number.POSITIVE_INFINITY,
    limit,
    ...filter
  }: PulseListQuery): Promise<SlowRow[]> {
    const found = this.#monitor.slow
      .filter(({ entry: { timestamp, source } }) => {
        const of = { app: source.app_name, environment: source.environment }
        return timestamp >= from && timestamp < to && isWanted(filter, of)
      })
      .sort((a, b) => b.entry.timestamp - a.entry.timestamp)
      .slice(0, limit)
    const traceIds = found.flatMap(({ entry }) => entry.trace_id ?? [])
    const known = await knownRequests(this.#store, traceIds)
    return found.map((slow) => toldRow(slow, known))
  }

  async #fromSpans({ from, to, limit, ...filter }: PulseListQuery): Promise<SlowRow[]> {
    const resources = await resourcesBesideRedis(this.#store, this.#monitor, filter)
    if (resources.size === 0) return []
    const spans = await this.#store.spans({
      kinds: ['request'],
      purposes: COUNTED_PURPOSES,
      minDuration: this.#threshold,
      ...{ instances: [...resources.keys()], from, to, limit },
      order: 'newest',
    })
    return spans.map((span) => spanRow(span, this.#threshold, resources.get(span.instance)))
  }
}

function toldRow({ id, entry }: LoggedSlow, known: ReadonlyMap<string, SpanRow>): SlowRow {
  return {
    id,
    time: entry.timestamp,
    kind: entry.kind,
    method: entry.method ?? null,
    route: entry.route,
    url: entry.url ?? null,
    statusCode: entry.status ?? null,
    duration: entry.duration,
    threshold: entry.threshold,
    traceId: entry.trace_id !== undefined && known.has(entry.trace_id) ? entry.trace_id : null,
    headers: entry.headers ?? null,
    source: entry.source,
  }
}

function spanRow(span: SpanRow, threshold: number, resource: Resource | undefined): SlowRow {
  return {
    id: span.spanId,
    time: span.start,
    kind: 'request',
    method: span.method,
    route: span.route ?? span.name,
    url: span.url,
    statusCode: span.statusCode,
    duration: span.duration,
    threshold,
    traceId: span.traceId,
    headers: headersOf(span.attributes),
    source: resource === undefined ? unknownSource(span) : sourceOf(resource),
  }
}

function unknownSource({ app, instance }: SpanRow): PulseSource {
  return sourceOf({ 'service.name': app, 'service.instance.id': instance })
}

function headersOf(attributes: Attributes): Record<string, string> | null {
  const headers = Object.entries(attributes)
    .filter(([name]) => name.startsWith(REQUEST_HEADER_PREFIX))
    .map(([name, value]) => [
      name.slice(REQUEST_HEADER_PREFIX.length),
      Array.isArray(value) ? value.join(', ') : String(value),
    ])
  return headers.length === 0 ? null : Object.fromEntries(headers)
}
