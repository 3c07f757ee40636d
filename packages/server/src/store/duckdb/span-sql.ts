import { DOUBLE, UBIGINT, USMALLINT, UTINYINT, VARCHAR } from '@duckdb/node-api'
import {
  CALL_APIS,
  type CallApi,
  type FetchOrigin,
  REQUEST_PURPOSES,
  type RequestPurpose,
  SPAN_KINDS,
  SPAN_STATUSES,
  type WellKnownName,
} from '@kymo/protocol'
import type { SessionKeys, SpanFilter, SpanQuery, StatusFilter } from '../span-query.ts'
import { CACHE_STATUSES } from '../span-row.ts'
import { type Bindings, idValue } from './bindings.ts'
import { SPAN_TABLES, type SpanTable } from './tables.ts'

/** Filters that only tables with such a column can fulfil. */
const COLUMN_OF = {
  purposes: 'purpose',
  methods: 'method',
  statuses: 'status_code',
  hosts: 'host',
  caches: 'cache',
  origins: 'cache',
  callers: 'call_api',
  route: 'route',
  anyOf: 'visit_id',
} as const satisfies Partial<Record<keyof SpanFilter, string>>

/** The tables that may hold what a filter lets through. */
export function tablesOf(filter: SpanFilter): readonly SpanTable[] {
  return SPAN_TABLES.filter(
    ({ kinds, columns }) =>
      (filter.kinds === undefined || filter.kinds.some((kind) => kinds.includes(kind))) &&
      Object.entries(COLUMN_OF).every(
        ([name, column]) => filter[name as keyof typeof COLUMN_OF] === undefined || column in columns,
      ),
  )
}

/**
 * The filter as an SQL condition on a table that can fulfil it.
 * @param ofInstances the condition that the filter's instances make
 */
export function whereOf(
  table: SpanTable,
  filter: SpanFilter,
  bindings: Bindings,
  ofInstances: string,
): string {
  const conditions = [ofInstances]
  const { from, to, kinds, traceIds, spanIds, purposes, methods, statuses, outcomes, hosts, caches, route } =
    filter
  if (from !== undefined) conditions.push(`start >= ${bindings.add(from, DOUBLE)}`)
  if (to !== undefined) conditions.push(`start < ${bindings.add(to, DOUBLE)}`)
  if (kinds !== undefined && table.kinds.some((kind) => !kinds.includes(kind))) {
    conditions.push(bindings.among('kind', indexes(SPAN_KINDS, kinds), UTINYINT))
  }
  if (filter.minDuration !== undefined) {
    conditions.push(`duration >= ${bindings.add(filter.minDuration, DOUBLE)}`)
  }
  if (traceIds !== undefined) {
    conditions.push(bindings.amongIds('trace_lo', traceIds, 16))
    // One half nearly always tells traces apart, and the other is then the same for all of a vendor's.
    conditions.push(bindings.amongIds('trace_hi', [...new Set(traceIds.map((id) => id.slice(0, 16)))], 0))
  }
  if (spanIds !== undefined) conditions.push(bindings.amongIds('span_id', spanIds, 0))
  if (purposes !== undefined) {
    conditions.push(purposeCondition(purposes, bindings))
  }
  if (methods !== undefined) conditions.push(bindings.among('method', methods, VARCHAR))
  if (statuses !== undefined)
    conditions.push(anyOf(statuses.map((status) => statusCondition(status, bindings))))
  if (outcomes !== undefined) {
    conditions.push(bindings.among('status', indexes(SPAN_STATUSES, outcomes), UTINYINT))
  }
  if (hosts !== undefined) conditions.push(bindings.among('host', hosts, VARCHAR))
  if (caches !== undefined)
    conditions.push(bindings.among('cache', indexes(CACHE_STATUSES, caches), UTINYINT))
  if (filter.origins !== undefined)
    conditions.push(anyOf(filter.origins.map((origin) => originCondition(origin, bindings))))
  if (filter.callers !== undefined) conditions.push(callersCondition(filter.callers, bindings))
  if (route !== undefined) conditions.push(`route = ${bindings.add(route, VARCHAR)}`)
  if (filter.text !== undefined) conditions.push(textCondition(table, filter.text, bindings))
  if (filter.anyOf !== undefined) conditions.push(keysCondition(table, filter.anyOf, bindings))
  if (filter.tab !== undefined) conditions.push(attributeCondition('session.id', filter.tab, bindings))
  if (filter.visited !== undefined) conditions.push('visit_id IS NOT NULL')
  return conditions.join(' AND ')
}

/** Whether a filter lets through only rows of this table that say of which visit they are part. */
export function wantsVisited({ columns }: SpanTable, { visited, anyOf: keys }: SpanFilter): boolean {
  if (visited !== undefined) return true
  if (keys === undefined) return false
  const others = [
    ...('visit_key' in columns ? keys.visitKeys : []),
    ...('html_id' in columns ? keys.htmlIds : []),
  ]
  return others.length === 0
}

/** What a query's cursor adds to its filter. */
export function cursorCondition(query: SpanQuery, bindings: Bindings): string {
  const { order, before } = query
  if (before === undefined) return 'true'
  const column = orderColumn(query)
  const beyond = order === 'oldest' ? '>' : '<'
  const value = bindings.add(before.value, DOUBLE)
  const id = bindings.add(idValue(before.spanId), UBIGINT)
  return `${column} ${beyond}= ${value} AND (${column} ${beyond} ${value} OR span_id ${beyond} ${id})`
}

export function orderOf(query: SpanQuery): string {
  const direction = query.order === 'oldest' ? 'ASC' : 'DESC'
  return `${orderColumn(query)} ${direction}, span_id ${direction}`
}

export function orderColumn({ order }: SpanQuery): 'start' | 'duration' {
  return order === 'slowest' ? 'duration' : 'start'
}

function indexes<Value extends string>(all: readonly Value[], some: readonly Value[]): number[] {
  return some.map((value) => all.indexOf(value))
}

/** Of nearly all, those that are not meant: a scan tells two values apart while it reads, but not membership of a list. */
function purposeCondition(purposes: readonly RequestPurpose[], bindings: Bindings): string {
  const others = REQUEST_PURPOSES.filter((purpose) => !purposes.includes(purpose))
  if (others.length > 2) return bindings.among('purpose', indexes(REQUEST_PURPOSES, purposes), UTINYINT)
  const unwanted = indexes(REQUEST_PURPOSES, others).map((index) => bindings.add(index, UTINYINT))
  return ['purpose IS NOT NULL', ...unwanted.map((value) => `purpose <> ${value}`)].join(' AND ')
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`
}

function statusCondition(status: StatusFilter, bindings: Bindings): string {
  if (status === 'error') return 'status_code IS NULL'
  if (typeof status === 'number') return `status_code = ${bindings.add(status, USMALLINT)}`
  return `status_code // 100 = ${bindings.add(Number(status[0]), USMALLINT)}`
}

function callersCondition(callers: readonly CallApi[], bindings: Bindings): string {
  if (CALL_APIS.every((api) => callers.includes(api))) return 'call_api IS NOT NULL'
  return bindings.among('call_api', indexes(CALL_APIS, callers), UTINYINT)
}

function originCondition(origin: FetchOrigin, bindings: Bindings): string {
  if (origin === 'unknown') return `NOT contains(coalesce(attributes, ''), '"kymo.fetch.origin":')`
  return attributeCondition('kymo.fetch.origin', origin, bindings)
}

/** Without a column of its own: what JSON.stringify makes of the attribute stands in the text only where it is one. */
function attributeCondition(name: WellKnownName, value: string, bindings: Bindings): string {
  return `contains(attributes, ${bindings.add(`"${name}":${JSON.stringify(value)}`, VARCHAR)})`
}

function textCondition({ columns }: SpanTable, text: string, bindings: Bindings): string {
  // Lowered by the one who lowers the columns: for letters such as İ, JavaScript and DuckDB differ.
  const part = `lower(${bindings.add(text, VARCHAR)})`
  const texts = ['name', 'url', 'route'].filter((column) => column in columns)
  if ('path' in columns) texts.push("path || coalesce('?' || nullif(query, ''), '')")
  return anyOf(texts.map((column) => `contains(lower(${column}), ${part})`))
}

function keysCondition(
  { columns }: SpanTable,
  { visitKeys, htmlIds, visitIds }: SessionKeys,
  bindings: Bindings,
): string {
  const conditions: string[] = []
  if (visitKeys.length > 0 && 'visit_key' in columns)
    conditions.push(bindings.amongIds('visit_key', visitKeys, 0))
  if (htmlIds.length > 0 && 'html_id' in columns) conditions.push(bindings.among('html_id', htmlIds, VARCHAR))
  if (visitIds.length > 0) conditions.push(bindings.among('visit_id', visitIds, VARCHAR))
  return anyOf(conditions)
}
