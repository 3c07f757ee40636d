import type { DuckDBConnection } from '@duckdb/node-api'
import {
  CALL_APIS,
  DEVICES,
  type Event,
  EXCEPTION_MECHANISMS,
  type Fact,
  type Point,
  REQUEST_PURPOSES,
  type RoutePatterns,
  SPAN_KINDS,
  SPAN_STATUSES,
  type Span,
  WEB_VITALS,
} from '@kymo/protocol'
import { callColumns } from '../browser/call-row.ts'
import type { ToldVitals } from '../browser/told-vitals.ts'
import { vitalColumns } from '../browser/vital-row.ts'
import { eventColumns } from '../event-row.ts'
import { CACHE_STATUSES, type SpanColumns, spanColumns } from '../span-row.ts'
import type { TrafficCells } from '../traffic/traffic-cells.ts'
import { restOfAttributes } from './rest-attributes.ts'
import { TableWriter } from './table-writer.ts'
import { EVENTS, FETCHES, OTHER_SPANS, POINTS, REQUESTS, VITALS } from './tables.ts'

function positions<Columns extends object>(table: {
  readonly columns: Columns
}): Record<keyof Columns, number> {
  return Object.fromEntries(Object.keys(table.columns).map((name, i) => [name, i])) as Record<
    keyof Columns,
    number
  >
}

/** The first columns of all three tables of spans, down to the name, are the same. */
const S = positions(OTHER_SPANS)
const R = positions(REQUESTS)
const F = positions(FETCHES)
const E = positions(EVENTS)
const P = positions(POINTS)
const V = positions(VITALS)

const KINDS = numbers(SPAN_KINDS)
const STATUSES = numbers(SPAN_STATUSES)
const PURPOSES = numbers(REQUEST_PURPOSES)
const CACHES = numbers(CACHE_STATUSES)
const MECHANISMS = numbers(EXCEPTION_MECHANISMS)
const CALLERS = numbers(CALL_APIS)
const VITAL_NUMBERS = numbers(WEB_VITALS)
const DEVICE_NUMBERS = numbers(DEVICES)

function numbers<Value extends string>(values: readonly Value[]): Readonly<Record<Value, number>> {
  return Object.fromEntries(values.map((value, i) => [value, i])) as Record<Value, number>
}

/** Who tells of facts. */
export interface Teller {
  readonly app: string
  readonly instance: string
  /** Number of the row in `instances`. */
  readonly id: number
}

/** Writes facts into their tables. */
export class FactWriter {
  readonly #requests: TableWriter
  readonly #fetches: TableWriter
  readonly #spans: TableWriter
  readonly #events: TableWriter
  readonly #points: TableWriter
  readonly #vitals: TableWriter
  readonly #routes: RoutePatterns
  readonly #told: ToldVitals

  private constructor(writers: readonly TableWriter[], routes: RoutePatterns, told: ToldVitals) {
    const [requests, fetches, spans, events, points, vitals] = writers as [
      TableWriter,
      TableWriter,
      TableWriter,
      TableWriter,
      TableWriter,
      TableWriter,
    ]
    this.#requests = requests
    this.#fetches = fetches
    this.#spans = spans
    this.#events = events
    this.#points = points
    this.#vitals = vitals
    this.#routes = routes
    this.#told = told
  }

  static async open(
    connection: DuckDBConnection,
    routes: RoutePatterns,
    told: ToldVitals,
  ): Promise<FactWriter> {
    const writers: TableWriter[] = []
    for (const table of [REQUESTS, FETCHES, OTHER_SPANS, EVENTS, POINTS, VITALS]) {
      writers.push(await TableWriter.open(connection, table))
    }
    return new FactWriter(writers, routes, told)
  }

  /**
   * @param from who tells of it, and the number of the row in `instances`
   * @param traffic counts the requests
   */
  write(fact: Fact, seq: number, from: Teller, traffic: TrafficCells): void {
    if (fact.fact === 'span') this.#span(fact, seq, from.app, from.id, traffic)
    else if (fact.fact === 'event') {
      this.#event(fact, seq, from.app, from.id)
      this.#vital(fact, seq, from)
    } else this.#point(fact, seq, from.id)
  }

  flush(): void {
    for (const writer of [
      this.#requests,
      this.#fetches,
      this.#spans,
      this.#events,
      this.#points,
      this.#vitals,
    ])
      writer.flush()
  }

  #span(span: Span, seq: number, app: string, instance: number, traffic: TrafficCells): void {
    const columns = spanColumns(span, app, this.#routes)
    if (span.kind === 'request') {
      const writer = this.#requests
      common(writer, span, seq, instance)
      this.#request(writer, span, columns)
      traffic.add(span, columns)
    } else if (span.kind === 'fetch') {
      const writer = this.#fetches
      common(writer, span, seq, instance)
      writer.text(F.method, columns.method)
      if (columns.statusCode !== null) writer.short(F.status_code, columns.statusCode)
      writer.byte(F.cache, CACHES[columns.cache ?? 'unknown'])
      writer.text(F.url, columns.url)
      writer.text(F.host, columns.host)
      writer.text(F.attributes, restOfAttributes(span))
      writer.text(F.visit_id, columns.visitId)
      const { by, resends, responseSize } = callColumns(span.attributes)
      if (by !== null) {
        writer.byte(F.call_api, CALLERS[by])
        writer.short(F.resends, resends)
        if (responseSize !== null) writer.float(F.response_size, responseSize)
      }
    } else {
      const writer = this.#spans
      common(writer, span, seq, instance)
      writer.text(S.attributes, restOfAttributes(span))
      writer.text(S.visit_id, columns.visitId)
      writer.text(S.url, columns.url)
    }
  }

  #request(writer: TableWriter, span: Span, columns: SpanColumns): void {
    writer.text(R.method, columns.method)
    if (columns.statusCode !== null) writer.short(R.status_code, columns.statusCode)
    writer.text(R.route, columns.route)
    writer.byte(R.derived, columns.derived ? 1 : 0)
    writer.byte(R.purpose, PURPOSES[columns.purpose ?? 'data'])
    writer.text(R.path, columns.path)
    writer.text(R.query, columns.query)
    writer.text(R.host, columns.host)
    writer.text(R.client_address, columns.clientAddress)
    writer.text(R.user_agent, columns.userAgent)
    writer.text(R.page, columns.page)
    if (columns.visitKey !== null) writer.id(R.visit_key, columns.visitKey, 0)
    writer.text(R.html_id, columns.htmlId)
    writer.text(R.visit_id, columns.visitId)
    writer.text(R.attributes, restOfAttributes(span))
  }

  #event(event: Event, seq: number, app: string, instance: number): void {
    const writer = this.#events
    const { visitId, fingerprint, thrown, mechanism } = eventColumns(event, app)
    writer.row()
    writer.long(E.seq, seq)
    if (event.traceId !== undefined) {
      writer.id(E.trace_hi, event.traceId, 0)
      writer.id(E.trace_lo, event.traceId, 16)
    }
    if (event.spanId !== undefined) writer.id(E.span_id, event.spanId, 0)
    writer.int(E.instance, instance)
    writer.float(E.time, event.time)
    writer.text(E.name, event.name)
    writer.text(E.attributes, JSON.stringify(event.attributes))
    writer.text(E.visit_id, visitId)
    if (fingerprint !== null) writer.id(E.fingerprint, fingerprint, 0)
    if (thrown !== null) writer.id(E.thrown, thrown, 0)
    if (mechanism !== null) writer.byte(E.mechanism, MECHANISMS[mechanism])
  }

  #vital(event: Event, seq: number, { app, instance, id }: Teller): void {
    const columns = vitalColumns(event, app, instance, this.#routes)
    if (columns === undefined) return
    const { metric, vital, value, device, visitId, path, route, navigation } = columns
    const writer = this.#vitals
    writer.row()
    writer.long(V.seq, seq)
    writer.int(V.instance, id)
    writer.float(V.time, event.time)
    writer.id(V.metric, metric, 0)
    writer.byte(V.vital, VITAL_NUMBERS[vital])
    writer.float(V.value, value)
    writer.byte(V.device, DEVICE_NUMBERS[device])
    if (visitId !== null) writer.id(V.visit, visitId, 0)
    writer.text(V.path, path)
    writer.text(V.route, route)
    writer.text(V.navigation, navigation)
    writer.byte(V.again, this.#told.add(metric) ? 1 : 0)
  }

  #point(point: Point, seq: number, instance: number): void {
    const writer = this.#points
    writer.row()
    writer.long(P.seq, seq)
    writer.int(P.instance, instance)
    writer.float(P.time, point.time)
    writer.float(P.value, point.value)
    writer.text(P.name, point.name)
    writer.text(P.attributes, JSON.stringify(point.attributes))
  }
}

function common(writer: TableWriter, span: Span, seq: number, instance: number): void {
  writer.row()
  writer.long(S.seq, seq)
  writer.id(S.trace_hi, span.traceId, 0)
  writer.id(S.trace_lo, span.traceId, 16)
  writer.id(S.span_id, span.spanId, 0)
  if (span.parentId !== undefined) writer.id(S.parent_id, span.parentId, 0)
  writer.byte(S.kind, KINDS[span.kind])
  writer.byte(S.status, STATUSES[span.status])
  writer.int(S.instance, instance)
  writer.float(S.start, span.start)
  writer.float(S.duration, span.duration)
  writer.text(S.name, span.name)
}
