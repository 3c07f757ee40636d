import type { ErrorEntry, ErrorRow, Resource } from '@kymo/protocol'
import { groupBy } from '../queries/group-by.ts'
import type { EventRow, ExceptionGroupRow, SpanRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import { distinct } from './distinct.ts'
import { knownRequests } from './known-requests.ts'
import { isWanted, type PulseListQuery } from './pulse-filter.ts'
import type { PulseMonitor } from './pulse-monitor.ts'
import { resourcesBesideRedis } from './resources-beside-redis.ts'
import { environmentOf, sourceOf } from './telling-source.ts'

/** Finds groups of errors: those that Redis tells of, and the exceptions of processes that tell Redis nothing. */
export class PulseErrorReader {
  readonly #store: Store
  readonly #monitor: PulseMonitor

  constructor(store: Store, monitor: PulseMonitor) {
    this.#store = store
    this.#monitor = monitor
  }

  /** The group with the newest first. */
  async list(query: PulseListQuery): Promise<readonly ErrorRow[]> {
    const told = await this.#told(query)
    const exceptions = await this.#exceptions(query)
    return [...told, ...exceptions].sort((a, b) => b.lastSeen - a.lastSeen).slice(0, query.limit)
  }

  async #told({ from = 0, to = Number.POSITIVE_INFINITY, limit, ...filter }: PulseListQuery) {
    const entries = (await this.#monitor.errors()).filter(({ source }) =>
      isWanted(filter, { app: source.app_name, environment: source.environment }),
    )
    const rows = [...groupBy(entries, groupOf).values()]
      .map(toldRow)
      .filter(({ lastSeen }) => lastSeen >= from && lastSeen < to)
      .sort((a, b) => b.lastSeen - a.lastSeen)
      .slice(0, limit)
    const traceIds = rows.flatMap(({ traceId }) => traceId ?? [])
    const known = await knownRequests(this.#store, traceIds)
    return rows.map((row) =>
      row.traceId === null || known.has(row.traceId) ? row : { ...row, traceId: null },
    )
  }

  async #exceptions({ from, to, limit, ...filter }: PulseListQuery): Promise<ErrorRow[]> {
    const resources = await resourcesBesideRedis(this.#store, this.#monitor, filter)
    const found = await Promise.all(
      [...groupBy([...resources.values()], environmentOf)].map(async ([name, of]) => {
        const instances = of.map((one) => one['service.instance.id'])
        const groups = await this.#store.exceptionGroups({ instances, from, to }, limit)
        return groups.map((group) => ({ group, environment: name }))
      }),
    )
    const groups = found
      .flat()
      .sort((a, b) => b.group.lastSeen - a.group.lastSeen)
      .slice(0, limit)
    const seqs = groups.map(({ group }) => group.latest)
    const events = seqs.length === 0 ? [] : await this.#store.events({ seqs, limit: seqs.length })
    const bySeq = new Map(events.map((event) => [event.seq, event]))
    const traceIds = events.flatMap(({ traceId }) => traceId ?? [])
    const requests = await knownRequests(this.#store, traceIds)
    return groups.flatMap((found) => {
      const event = bySeq.get(found.group.latest)
      return event === undefined
        ? []
        : [exceptionRow(found, event, requests.get(event.traceId ?? ''), resources)]
    })
  }
}

function groupOf({ source, fingerprint }: ErrorEntry): string {
  return JSON.stringify([source.app_name, source.environment, fingerprint])
}

function toldRow(all: readonly ErrorEntry[]): ErrorRow {
  const newest = all.reduce((a, b) => (b.last_seen > a.last_seen ? b : a))
  return {
    fingerprint: newest.fingerprint,
    app: newest.source.app_name,
    environment: newest.source.environment,
    type: newest.type,
    message: newest.message,
    count: all.reduce((sum, { count }) => sum + count, 0),
    firstSeen: all.reduce((first, { first_seen: seen }) => Math.min(first, seen), Number.POSITIVE_INFINITY),
    lastSeen: newest.last_seen,
    stack: newest.stack ?? null,
    method: newest.method ?? null,
    route: newest.route ?? null,
    url: newest.url ?? null,
    traceId: newest.trace_id ?? null,
    runtimes: distinct(all.map(({ source }) => source.runtime)),
    servers: distinct(all.map(({ source }) => source.hostname)),
  }
}

function exceptionRow(
  { group, environment }: { readonly group: ExceptionGroupRow; readonly environment: string },
  event: EventRow,
  request: SpanRow | undefined,
  resources: ReadonlyMap<string, Resource>,
): ErrorRow {
  const text = (name: string) => {
    const value = event.attributes[name]
    return typeof value === 'string' ? value : null
  }
  const sources = group.instances.flatMap((instance) => resources.get(instance) ?? []).map(sourceOf)
  return {
    fingerprint: group.fingerprint,
    app: event.app,
    environment,
    type: text('exception.type') ?? 'Error',
    message: text('exception.message') ?? '',
    count: group.count,
    firstSeen: group.firstSeen,
    lastSeen: group.lastSeen,
    stack: text('exception.stacktrace'),
    method: request?.method ?? null,
    route: request?.route ?? null,
    url: request?.url ?? null,
    traceId: event.traceId,
    runtimes: distinct(sources.map(({ runtime }) => runtime)),
    servers: distinct(sources.map(({ hostname }) => hostname)),
  }
}
