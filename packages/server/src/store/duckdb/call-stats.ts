import { DOUBLE, type DuckDBListValue, type DuckDBValue, UTINYINT } from '@duckdb/node-api'
import { CALL_APIS, type HostFigures } from '@kymo/protocol'
import type { CallStats } from '../browser/browser-store.ts'
import { ENDLESS_CALLS } from '../browser/call-row.ts'
import type { SpanFilter } from '../span-query.ts'
import { limitOf } from './aggregate-sql.ts'
import { Bindings } from './bindings.ts'
import { rowsOf, type StoreSource, spansWhere } from './store-source.ts'
import { FETCHES } from './tables.ts'

export async function callStats(
  source: StoreSource,
  filter: SpanFilter,
  slow: number,
  limit: number,
): Promise<CallStats> {
  const bindings = new Bindings()
  const endless = bindings.among(
    'call_api',
    ENDLESS_CALLS.map((api) => CALL_APIS.indexOf(api)),
    UTINYINT,
  )
  const where = spansWhere(source, FETCHES, filter, bindings)
  const rows = await rowsOf(
    source,
    `SELECT grouping(host) AS parts, coalesce(host, '') AS name, count(*) AS calls, count(*) FILTER (status = 2),
       count(*) FILTER (status <> 2 AND NOT ${endless} AND duration >= ${bindings.add(slow, DOUBLE)}),
       count(*) FILTER (cache = 1), count(*) FILTER (resends > 0), sum(response_size),
       quantile_cont(duration, [0.5, 0.95]) FILTER (status_code IS NOT NULL AND NOT ${endless})
     FROM fetches WHERE ${where} AND call_api IS NOT NULL GROUP BY GROUPING SETS ((), (host))
     ORDER BY parts DESC, calls DESC, name ${limitOf(limit + 1, bindings)}`,
    bindings,
  )
  const [total = [], ...hosts] = rows
  return { total: sumsOf(total), hosts: hosts.map(sumsOf) }
}

function sumsOf(row: readonly DuckDBValue[]): HostFigures {
  const count = (at: number) => Number(row[at] ?? 0)
  const [p50 = null, p95 = null] = ((row[8] as DuckDBListValue | null | undefined)?.items ??
    []) as readonly number[]
  return {
    host: (row[1] as string | undefined) ?? '',
    count: count(2),
    failed: count(3),
    slow: count(4),
    cacheHits: count(5),
    retries: count(6),
    bytes: (row[7] as number | null | undefined) ?? null,
    p50,
    p95,
  }
}
