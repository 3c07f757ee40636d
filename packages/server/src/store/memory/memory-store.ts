import { randomUUID } from 'node:crypto'
import {
  type Batch,
  type Event,
  type FetchFacets,
  type InstanceStatus,
  type Point,
  type Resource,
  RoutePatterns,
  type Span,
} from '@kymo/protocol'
import type { AlertMemory, KeptAlerts } from '../alert-rows.ts'
import type {
  CallStats,
  EventSource,
  PageFilter,
  PageSums,
  PoorVital,
  VitalFilter,
  VitalStats,
  VitalSums,
} from '../browser/browser-store.ts'
import { ToldVitals } from '../browser/told-vitals.ts'
import { type VitalRow, vitalColumns } from '../browser/vital-row.ts'
import { eventColumns } from '../event-row.ts'
import type { InboxEntry } from '../inbox-entry.ts'
import { InstanceLedger } from '../instance-ledger.ts'
import { instanceRuntime } from '../instance-runtime.ts'
import type { PulseMemory, PulseProcessRow, ServerPoint, ServerPointQuery } from '../pulse-rows.ts'
import type { EventRow, ExceptionGroupRow, SpanRow } from '../rows.ts'
import { matches, type SpanFilter, type SpanQuery, selectSpans } from '../span-query.ts'
import { spanColumns } from '../span-row.ts'
import type {
  BucketStats,
  EventFilter,
  EventQuery,
  RequestStatsByRoute,
  RetentionLimits,
  RouteStats,
  Store,
  StoreStats,
} from '../store.ts'
import type { ToldMinute, TrafficFilter, TrafficGrouping, TrafficStats } from '../traffic/traffic.ts'
import type { TrafficCells } from '../traffic/traffic-cells.ts'
import { facetsOf, routesOf, seriesOf, statsOf } from './aggregate.ts'
import { AlertRows } from './alerts.ts'
import { callStatsOf, eventSourcesOf, pageSumsOf, poorVitalsIn, vitalStatsIn } from './browser.ts'
import { groupExceptions, selectEvents } from './events.ts'
import { PulseRows } from './pulse.ts'
import { TrafficRows } from './traffic.ts'

/** What one fact is taken to weigh when the store is kept to a size. */
const BYTES_A_FACT = 1000

/** It keeps no batches to recall a page by. */
const REMEMBERED_BROWSERS = 20_000

interface Kept<Row> {
  readonly time: number
  readonly row: Row
}

type Origin = Pick<SpanRow, 'app' | 'instance' | 'runtime'>

/** Keeps facts in arrays: for tests, and for runs that should leave nothing behind. */
export class MemoryStore implements Store {
  readonly kind = 'memory'
  readonly #now: () => number
  readonly #ledger = new InstanceLedger(REMEMBERED_BROWSERS)
  readonly #routes = new RoutePatterns()
  readonly #identity = randomUUID()
  readonly #inbox = new Map<string, InboxEntry>()
  readonly #pulse = new PulseRows()
  readonly #alerts = new AlertRows()
  readonly #traffic: TrafficRows
  #spans: SpanRow[] = []
  #events: EventRow[] = []
  #vitals: VitalRow[] = []
  readonly #told = new ToldVitals()
  #points: Kept<Point>[] = []
  #sequence = 0
  #expired = 0

  /** @param slowThreshold milliseconds from which traffic counts a request as slow */
  constructor(now: () => number = Date.now, slowThreshold = 1000) {
    this.#now = now
    this.#traffic = new TrafficRows(slowThreshold)
  }

  async append(batches: readonly Batch[], settled: readonly string[] = []): Promise<readonly boolean[]> {
    for (const id of settled) this.#inbox.delete(id)
    const received = this.#now()
    return batches.map((batch) => {
      if (this.#ledger.has(batch.header)) return false
      this.#ledger.record(batch.header, batch.facts.length, received)
      const { resource } = batch.header
      const from = {
        app: resource['service.name'],
        instance: resource['service.instance.id'],
        runtime: instanceRuntime(resource),
      }
      const traffic = this.#traffic.cellsOf(resource)
      for (const fact of batch.facts) {
        const seq = ++this.#sequence
        if (fact.fact === 'span') this.#spans.push(this.#spanRow(fact, seq, from, traffic))
        else if (fact.fact === 'event') {
          this.#events.push(eventRow(fact, seq, from))
          this.#addVital(fact, seq, from)
        } else this.#points.push({ time: fact.time, row: fact })
      }
      this.#traffic.add(resource, traffic)
      return true
    })
  }

  async identity(): Promise<string> {
    return this.#identity
  }

  async putInbox(entries: readonly InboxEntry[]): Promise<void> {
    for (const entry of entries) if (!this.#inbox.has(entry.id)) this.#inbox.set(entry.id, entry)
  }

  async inbox(limit: number): Promise<readonly InboxEntry[]> {
    return [...this.#inbox.values()].slice(0, limit)
  }

  async spans(query: SpanQuery): Promise<readonly SpanRow[]> {
    return selectSpans(this.#spans, query)
  }

  async countSpans(filter: SpanFilter): Promise<number> {
    return this.#matching(filter).length
  }

  async events(query: EventQuery): Promise<readonly EventRow[]> {
    return selectEvents(this.#events, query).slice(0, query.limit)
  }

  async exceptionGroups(filter: EventFilter, limit: number): Promise<readonly ExceptionGroupRow[]> {
    return groupExceptions(selectEvents(this.#events, filter)).slice(0, limit)
  }

  async routeStats(filter: SpanFilter, slow: number, limit: number): Promise<readonly RouteStats[]> {
    return routesOf(this.#requests(filter), slow, limit)
  }

  async requestSeries(filter: SpanFilter, slow: number, step: number): Promise<readonly BucketStats[]> {
    return seriesOf(this.#requests(filter), slow, step)
  }

  async requestStats(filter: SpanFilter, slow: number, routes: number): Promise<RequestStatsByRoute> {
    const rows = this.#requests(filter)
    return { total: statsOf(rows, slow), routes: routesOf(rows, slow, routes) }
  }

  async fetchFacets(filter: SpanFilter, limit: number): Promise<FetchFacets> {
    return facetsOf(this.#matching({ ...filter, kinds: ['fetch'] }), limit)
  }

  async vitalStats(filter: VitalFilter, step: number): Promise<VitalStats> {
    return vitalStatsIn(this.#vitals, this.#requests({}), filter, step)
  }

  async vitalSums(filter: VitalFilter): Promise<readonly VitalSums[]> {
    return (await this.vitalStats(filter, 1)).vitals
  }

  async poorVitals(filter: VitalFilter, limit: number): Promise<readonly PoorVital[]> {
    return poorVitalsIn(this.#vitals, this.#requests({}), filter).slice(0, limit)
  }

  async callStats(filter: SpanFilter, slow: number, limit: number): Promise<CallStats> {
    return callStatsOf(this.#matching({ ...filter, kinds: ['fetch'] }), slow, limit)
  }

  async pageSums(filter: PageFilter): Promise<PageSums> {
    return pageSumsOf(this.#spans, this.#events, filter)
  }

  async eventSources(filter: EventFilter, limit: number): Promise<readonly EventSource[]> {
    return eventSourcesOf(selectEvents(this.#events, filter)).slice(0, limit)
  }

  async instances(): Promise<readonly InstanceStatus[]> {
    return this.#ledger.list()
  }

  async resources(): Promise<ReadonlyMap<string, Resource>> {
    return this.#ledger.resources()
  }

  async keepPulse(memory: PulseMemory): Promise<void> {
    this.#pulse.keep(memory)
  }

  async pulseProcesses(): Promise<readonly PulseProcessRow[]> {
    return this.#pulse.processes()
  }

  async serverPoints(query: ServerPointQuery): Promise<readonly ServerPoint[]> {
    return this.#pulse.points(query)
  }

  async keepAlerts(memory: AlertMemory): Promise<void> {
    this.#alerts.keep(memory)
  }

  async keptAlerts(): Promise<KeptAlerts> {
    return this.#alerts.kept()
  }

  async putTraffic(minutes: readonly ToldMinute[]): Promise<void> {
    this.#traffic.put(minutes)
  }

  async trafficStats(filter: TrafficFilter, grouping: TrafficGrouping, limit: number): Promise<TrafficStats> {
    return this.#traffic.stats(filter, grouping, limit)
  }

  async trafficSeries(filter: TrafficFilter, step: number): Promise<readonly BucketStats[]> {
    return this.#traffic.series(filter, step)
  }

  async trafficOldest(): Promise<number | null> {
    return this.#traffic.oldest
  }

  async stats(): Promise<StoreStats> {
    return {
      spans: this.#spans.length,
      events: this.#events.length,
      points: this.#points.length,
      size: null,
      oldest: this.#spans.reduce<number | null>(
        (oldest, { start }) => (oldest === null || start < oldest ? start : oldest),
        null,
      ),
      dropped: this.#ledger.dropped,
      expired: this.#expired,
    }
  }

  async retain({ olderThan, trafficOlderThan = olderThan, maxSize }: RetentionLimits): Promise<number> {
    const before = this.#size()
    this.#dropBefore(olderThan)
    const room = Math.floor(maxSize / BYTES_A_FACT)
    if (this.#size() > room) {
      const times = [
        ...this.#spans.map((row) => row.start),
        ...this.#events.map((row) => row.time),
        ...this.#points.map((kept) => kept.time),
      ].sort((a, b) => b - a)
      this.#dropBefore(room === 0 ? Number.POSITIVE_INFINITY : (times[room - 1] as number))
    }
    this.#pulse.retain(olderThan, this.#now())
    this.#traffic.retain(Math.floor(trafficOlderThan / 3_600_000) * 3_600_000)
    this.#ledger.forget(olderThan)
    const removed = before - this.#size()
    this.#expired += removed
    return removed
  }

  async close(): Promise<void> {}

  #size(): number {
    return this.#spans.length + this.#events.length + this.#points.length
  }

  #dropBefore(time: number): void {
    this.#spans = this.#spans.filter((row) => row.start >= time)
    this.#events = this.#events.filter((row) => row.time >= time)
    this.#points = this.#points.filter((kept) => kept.time >= time)
    this.#vitals = this.#vitals.filter((row) => row.time >= time)
  }

  #matching(filter: SpanFilter): SpanRow[] {
    return this.#spans.filter((row) => matches(row, filter))
  }

  #requests(filter: SpanFilter): SpanRow[] {
    return this.#matching({ ...filter, kinds: ['request'] })
  }

  #addVital(event: Event, seq: number, { app, instance }: Origin): void {
    const columns = vitalColumns(event, app, instance, this.#routes)
    if (columns === undefined) return
    const again = this.#told.add(columns.metric)
    this.#vitals.push({ seq, app, instance, time: event.time, again, ...columns })
  }

  #spanRow(span: Span, seq: number, from: Origin, traffic: TrafficCells): SpanRow {
    const all = spanColumns(span, from.app, this.#routes)
    if (span.kind === 'request') traffic.add(span, all)
    const { path: _path, query: _query, clientAddress: _client, userAgent: _agent, ...columns } = all
    return {
      seq,
      ...from,
      traceId: span.traceId,
      spanId: span.spanId,
      parentId: span.parentId ?? null,
      kind: span.kind,
      name: span.name,
      start: span.start,
      duration: span.duration,
      status: span.status,
      ...columns,
      attributes: span.attributes,
    }
  }
}

function eventRow(event: Event, seq: number, from: Origin): EventRow {
  return {
    seq,
    ...from,
    name: event.name,
    time: event.time,
    traceId: event.traceId ?? null,
    spanId: event.spanId ?? null,
    ...eventColumns(event, from.app),
    attributes: event.attributes,
  }
}
