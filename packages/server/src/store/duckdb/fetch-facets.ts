import type { Facet, FetchFacets } from '@kymo/protocol'
import type { SpanFilter } from '../span-query.ts'
import { CACHE_STATUSES } from '../span-row.ts'
import { limitOf } from './aggregate-sql.ts'
import { Bindings } from './bindings.ts'
import { rowsOf, type StoreSource, spansWhere } from './store-source.ts'
import { FETCHES } from './tables.ts'

export async function fetchFacets(
  source: StoreSource,
  filter: SpanFilter,
  limit: number,
): Promise<FetchFacets> {
  const facet = async (value: string): Promise<Facet[]> => {
    const bindings = new Bindings()
    const where = spansWhere(source, FETCHES, { ...filter, kinds: ['fetch'] }, bindings)
    const rows = await rowsOf(
      source,
      `SELECT ${value} AS value, count(*)::DOUBLE FROM fetches WHERE ${where}
       GROUP BY 1 HAVING value IS NOT NULL ORDER BY 2 DESC, 1 ${limitOf(limit, bindings)}`,
      bindings,
    )
    return rows.map(([name, count]) => ({ value: String(name), count: count as number }))
  }
  const [method, host, cache, status] = await Promise.all([
    facet('method'),
    facet('host'),
    facet('cache'),
    facet("coalesce((status_code // 100)::VARCHAR || 'xx', 'error')"),
  ])
  const caches = cache.map(({ value, count }) => ({
    value: CACHE_STATUSES[Number(value)] ?? 'unknown',
    count,
  }))
  return { method, host, cache: caches.sort(mostFrequent), status }
}

function mostFrequent(a: Facet, b: Facet): number {
  return b.count - a.count || (a.value < b.value ? -1 : 1)
}
