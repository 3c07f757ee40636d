import type { DuckDBDataChunk, DuckDBMaterializedResult, DuckDBValue } from '@duckdb/node-api'
import {
  type Attributes,
  EXCEPTION_EVENT,
  EXCEPTION_MECHANISMS,
  REQUEST_PURPOSES,
  SPAN_KINDS,
  SPAN_STATUSES,
} from '@kymo/protocol'
import { type EventColumns, eventColumns } from '../event-row.ts'
import type { EventRow, SpanRow } from '../rows.ts'
import { CACHE_STATUSES, requestUrl } from '../span-row.ts'
import { idText } from './bindings.ts'
import { type InstanceNames, instanceNames } from './instance-names.ts'
import { wholeAttributes } from './rest-attributes.ts'
import type { StoreSource } from './store-source.ts'
import type { Table } from './tables.ts'

type Cell = (column: string) => DuckDBValue

/** Calls a function for each row of a result whose columns are those of a table. */
async function eachRow<Row>(
  source: StoreSource,
  result: DuckDBMaterializedResult,
  { columns }: Table,
  read: (cell: Cell, names: InstanceNames) => Row,
): Promise<Row[]> {
  const positions = new Map(Object.keys(columns).map((name, i) => [name, i]))
  const rows: Row[] = []
  const chunks: readonly DuckDBDataChunk[] = await result.fetchAllChunks()
  const names = await instanceNames(source, numbersOf(chunks, positions.get('instance') as number))
  for (const chunk of chunks) {
    const vectors = [...positions.values()].map((i) => chunk.getColumnVector(i))
    for (let row = 0; row < chunk.rowCount; row++) {
      rows.push(
        read((column) => {
          const position = positions.get(column)
          return position === undefined ? null : (vectors[position]?.getItem(row) ?? null)
        }, names),
      )
    }
  }
  return rows
}

function* numbersOf(chunks: readonly DuckDBDataChunk[], column: number): Iterable<number> {
  for (const chunk of chunks) {
    const vector = chunk.getColumnVector(column)
    for (let row = 0; row < chunk.rowCount; row++) yield vector.getItem(row) as number
  }
}

export function readSpans(
  source: StoreSource,
  result: DuckDBMaterializedResult,
  table: Table,
): Promise<SpanRow[]> {
  return eachRow(source, result, table, readSpan)
}

function readSpan(cell: Cell, names: InstanceNames): SpanRow {
  return new StoredSpan(cell, names(cell('instance') as number))
}

class StoredSpan implements SpanRow {
  readonly seq: number
  readonly app: string
  readonly instance: string
  readonly runtime: SpanRow['runtime']
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string | null
  readonly kind: SpanRow['kind']
  readonly name: string
  readonly start: number
  readonly duration: number
  readonly status: SpanRow['status']
  readonly method: string | null
  readonly statusCode: number | null
  readonly route: string | null
  readonly derived: boolean
  readonly url: string | null
  readonly host: string | null
  readonly purpose: SpanRow['purpose']
  readonly cache: SpanRow['cache']
  readonly page: string | null
  readonly visitKey: string | null
  readonly htmlId: string | null
  readonly visitId: string | null
  readonly #clientAddress: string | null
  readonly #userAgent: string | null
  readonly #path: string | null
  readonly #query: string | null
  readonly #rest: string | null
  #attributes: Attributes | undefined

  constructor(cell: Cell, { app, instance, runtime }: ReturnType<InstanceNames>) {
    const text = (column: string) => cell(column) as string | null
    const parent = cell('parent_id') as bigint | null
    const purpose = cell('purpose') as number | null
    const cache = cell('cache') as number | null
    const visitKey = cell('visit_key') as bigint | null
    this.#clientAddress = text('client_address')
    this.#userAgent = text('user_agent')
    this.#path = text('path')
    this.#query = text('query')
    this.#rest = text('attributes')
    this.seq = Number(cell('seq'))
    this.app = app
    this.instance = instance
    this.runtime = runtime
    this.traceId = idText(cell('trace_hi') as bigint) + idText(cell('trace_lo') as bigint)
    this.spanId = idText(cell('span_id') as bigint)
    this.parentId = parent === null ? null : idText(parent)
    this.kind = SPAN_KINDS[cell('kind') as number] ?? 'internal'
    this.name = text('name') ?? ''
    this.start = cell('start') as number
    this.duration = cell('duration') as number
    this.status = SPAN_STATUSES[cell('status') as number] ?? 'unset'
    this.method = text('method')
    this.statusCode = cell('status_code') as number | null
    this.route = text('route')
    this.derived = cell('derived') === true
    this.url = this.kind === 'request' ? requestUrl(this.#path, this.#query) : text('url')
    this.host = text('host')
    this.purpose = purpose === null ? null : (REQUEST_PURPOSES[purpose] ?? 'data')
    this.cache = cache === null ? null : (CACHE_STATUSES[cache] ?? 'unknown')
    this.page = text('page')
    this.visitKey = visitKey === null ? null : idText(visitKey)
    this.htmlId = text('html_id')
    this.visitId = text('visit_id')
  }

  /** Put together when asked for: most readers of a row never look. */
  get attributes(): Attributes {
    this.#attributes ??= wholeAttributes(
      {
        'http.request.method': this.method,
        'http.response.status_code': this.statusCode,
        'http.route': this.derived ? null : this.route,
        'url.path': this.#path,
        'url.query': this.#query,
        'url.full': this.kind === 'fetch' ? this.url : null,
        'client.address': this.#clientAddress,
        'user_agent.original': this.#userAgent,
        'next.html_request_id': this.htmlId,
        'kymo.visit.id': this.visitId,
      },
      this.#rest,
    )
    return this.#attributes
  }
}

export function readEvents(
  source: StoreSource,
  result: DuckDBMaterializedResult,
  table: Table,
): Promise<EventRow[]> {
  return eachRow(source, result, table, (cell, names) => {
    const high = cell('trace_hi') as bigint | null
    const span = cell('span_id') as bigint | null
    const from = names(cell('instance') as number)
    const name = cell('name') as string
    const attributes = JSON.parse(cell('attributes') as string) as Attributes
    return {
      seq: Number(cell('seq')),
      ...from,
      name,
      time: cell('time') as number,
      traceId: high === null ? null : idText(high) + idText(cell('trace_lo') as bigint),
      spanId: span === null ? null : idText(span),
      ...(storedColumns(cell) ?? eventColumns({ name, attributes }, from.app)),
      attributes,
    }
  })
}

/** `undefined` for an exception of a version that did not store them. */
function storedColumns(cell: Cell): EventColumns | undefined {
  const id = (column: string) => {
    const value = cell(column) as bigint | null
    return value === null ? null : idText(value)
  }
  const fingerprint = id('fingerprint')
  if (fingerprint === null && cell('name') === EXCEPTION_EVENT) return undefined
  const mechanism = cell('mechanism') as number | null
  return {
    visitId: cell('visit_id') as string | null,
    fingerprint,
    thrown: id('thrown'),
    mechanism: mechanism === null ? null : (EXCEPTION_MECHANISMS[mechanism] ?? null),
  }
}
