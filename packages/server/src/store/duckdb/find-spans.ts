import { BIGINT, DOUBLE } from '@duckdb/node-api'
import type { SpanRow } from '../rows.ts'
import { compareSpans, type SpanFilter, type SpanQuery } from '../span-query.ts'
import { limitOf } from './aggregate-sql.ts'
import { Bindings } from './bindings.ts'
import { readSpans } from './read-rows.ts'
import { cursorCondition, orderColumn, orderOf, tablesOf, wantsVisited } from './span-sql.ts'
import { rowsOf, type StoreSource, spansWhere } from './store-source.ts'
import { bareTable, type SpanTable } from './tables.ts'
import { windowStarts } from './time-windows.ts'

/** Number in the order of arrival, and what it was ordered by. */
type FoundRow = readonly [seq: bigint, value: number]

export async function findSpans(source: StoreSource, query: SpanQuery): Promise<readonly SpanRow[]> {
  const tables = tablesOf(query)
  const found = await Promise.all(tables.map((table) => spansOf(source, table, query)))
  if (found.length === 1) return found[0] as SpanRow[]
  return found
    .flat()
    .sort((a, b) => compareSpans(query.order, a, b))
    .slice(0, query.limit)
}

export async function countSpans(source: StoreSource, filter: SpanFilter): Promise<number> {
  const counts = await Promise.all(
    tablesOf(filter).map(async (table) => {
      const bindings = new Bindings()
      const where = spansWhere(source, table, filter, bindings)
      const [row] = await rowsOf(
        source,
        `SELECT count(*)::DOUBLE FROM ${table.name} WHERE ${where}`,
        bindings,
      )
      return row?.[0] as number
    }),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

async function spansOf(source: StoreSource, table: SpanTable, query: SpanQuery): Promise<SpanRow[]> {
  const extent = source.writer().extents.of(table)
  if (extent.visited === 0 && wantsVisited(table, query)) return []
  const windows = windowStarts(query, extent)
  let found: FoundRow[] = []
  for (let next = windows.next(0); next.done !== true; next = windows.next(found.length)) {
    found = await findRows(source, table, query, next.value)
    if (found.length >= query.limit) break
  }
  return found.length === 0 ? [] : readRows(source, table, query, found)
}

/** Which rows, settled on few columns. @param start further bound on the rows' start */
async function findRows(
  source: StoreSource,
  table: SpanTable,
  query: SpanQuery,
  start: number | undefined,
): Promise<FoundRow[]> {
  const bindings = new Bindings()
  const conditions = [spansWhere(source, table, query, bindings), cursorCondition(query, bindings)]
  if (start !== undefined) conditions.push(`start >= ${bindings.add(start, DOUBLE)}`)
  const rows = await rowsOf(
    source,
    `SELECT seq, ${orderColumn(query)} FROM ${table.name} WHERE ${conditions.join(' AND ')}
     ORDER BY ${orderOf(query)} ${limitOf(query.limit, bindings)}`,
    bindings,
  )
  return rows.map(([seq, value]) => [seq as bigint, value as number])
}

/**
 * The rows as they are. A second statement: only a list of known rows lets it pass over the parts of the file that
 * hold none, and what else is known of them, as far as a scan can check it while it reads, over most other rows of the
 * parts that do.
 */
async function readRows(
  source: StoreSource,
  table: SpanTable,
  query: SpanQuery,
  found: readonly FoundRow[],
): Promise<SpanRow[]> {
  const bindings = new Bindings()
  const isFound = bindings.among(
    'seq',
    found.map(([seq]) => seq),
    BIGINT,
  )
  const ends = [(found[0] as FoundRow)[1], (found.at(-1) as FoundRow)[1]].sort((a, b) => a - b)
  const [from, to] = ends.map((value) => bindings.add(value, DOUBLE))
  const { methods, route, purposes } = query
  const where = spansWhere(source, table, { methods, route, purposes }, bindings)
  const wanted = query.bare === true ? bareTable(table) : table
  const column = orderColumn(query)
  const result = await source.run(
    `SELECT ${Object.keys(wanted.columns).join(', ')} FROM ${table.name}
     WHERE ${where} AND ${column} >= ${from} AND ${column} <= ${to} AND ${isFound} ORDER BY ${orderOf(query)}`,
    bindings,
  )
  return readSpans(source, result, wanted)
}
