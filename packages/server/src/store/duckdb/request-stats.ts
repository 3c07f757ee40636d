import type { DuckDBListValue, DuckDBValue } from '@duckdb/node-api'
import type { Percentiles } from '@kymo/protocol'
import type { SpanFilter } from '../span-query.ts'
import type { BucketStats, RequestStats, RequestStatsByRoute, RouteStats } from '../store.ts'
import { bucketColumn, limitOf, statsColumns } from './aggregate-sql.ts'
import { Bindings } from './bindings.ts'
import { rowsOf, type StoreSource, spansWhere } from './store-source.ts'
import { REQUESTS } from './tables.ts'

export async function requestStats(
  source: StoreSource,
  filter: SpanFilter,
  slow: number,
  routes: number,
): Promise<RequestStatsByRoute> {
  // One pass over the requests for the whole and for its parts; the whole comes first.
  const [total = [], ...parts] = await routeRows(
    source,
    filter,
    slow,
    '((), (method, route, derived))',
    routes + 1,
  )
  return { total: statsOf(total, 6), routes: parts.map(routeStatsOf) }
}

export async function routeStats(
  source: StoreSource,
  filter: SpanFilter,
  slow: number,
  limit: number,
): Promise<readonly RouteStats[]> {
  return (await routeRows(source, filter, slow, '((method, route, derived))', limit)).map(routeStatsOf)
}

export async function requestSeries(
  source: StoreSource,
  filter: SpanFilter,
  slow: number,
  step: number,
): Promise<readonly BucketStats[]> {
  const bindings = new Bindings()
  const columns = `${bucketColumn(step, bindings)} AS time, ${statsColumns(slow, bindings)}`
  const where = spansWhere(source, REQUESTS, filter, bindings)
  const rows = await rowsOf(
    source,
    `SELECT ${columns} FROM requests WHERE ${where} GROUP BY 1 ORDER BY 1`,
    bindings,
  )
  return rows.map((row) => ({ time: row[0] as number, ...statsOf(row, 1) }))
}

function routeRows(
  source: StoreSource,
  filter: SpanFilter,
  slow: number,
  sets: string,
  limit: number,
): Promise<DuckDBValue[][]> {
  const bindings = new Bindings()
  const stats = statsColumns(slow, bindings)
  const where = spansWhere(source, REQUESTS, filter, bindings)
  return rowsOf(
    source,
    `SELECT grouping(method, route, derived) AS parts, coalesce(method, ''), coalesce(route, ''), derived,
       max(duration), max(start), ${stats} AS percentiles
     FROM requests WHERE ${where} GROUP BY GROUPING SETS ${sets}
     ORDER BY parts DESC, percentiles[2] DESC, 3, 2, 4 ${limitOf(limit, bindings)}`,
    bindings,
  )
}

/** A row of `routeRows`. */
function routeStatsOf(row: readonly DuckDBValue[]): RouteStats {
  return {
    method: row[1] as string,
    route: row[2] as string,
    derived: row[3] as boolean,
    max: row[4] as number,
    lastSeen: row[5] as number,
    ...statsOf(row, 6),
  }
}

/** The four columns of `statsColumns`, from a position on. */
function statsOf(row: readonly DuckDBValue[], at: number): RequestStats {
  return {
    count: Number(row[at] ?? 0),
    errors: Number(row[at + 1] ?? 0),
    slow: Number(row[at + 2] ?? 0),
    percentiles: percentilesOf(row[at + 3] as DuckDBListValue | null | undefined),
  }
}

function percentilesOf(list: DuckDBListValue | null | undefined): Percentiles {
  const [p50 = null, p95 = null, p99 = null] = (list?.items ?? []) as readonly number[]
  return { p50, p95, p99 }
}
