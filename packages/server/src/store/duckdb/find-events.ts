import type { DuckDBListValue, DuckDBValue } from '@duckdb/node-api'
import type { EventSource } from '../browser/browser-store.ts'
import type { EventRow, ExceptionGroupRow } from '../rows.ts'
import type { EventFilter, EventQuery } from '../store.ts'
import { limitOf } from './aggregate-sql.ts'
import { Bindings, idText } from './bindings.ts'
import { REPEATS } from './event-sql.ts'
import { instanceNames } from './instance-names.ts'
import { readEvents } from './read-rows.ts'
import { eventsWhere, rowsOf, type StoreSource } from './store-source.ts'
import { EVENTS } from './tables.ts'

export async function findEvents(source: StoreSource, query: EventQuery): Promise<readonly EventRow[]> {
  if (query.visitIds !== undefined && source.writer().extents.of(EVENTS).visited === 0) return []
  const bindings = new Bindings()
  const where = eventsWhere(source, query, bindings)
  const result = await source.run(
    `SELECT * FROM events WHERE ${where} ORDER BY time DESC, seq DESC ${limitOf(query.limit, bindings)}`,
    bindings,
  )
  return readEvents(source, result, EVENTS)
}

export async function eventSources(
  source: StoreSource,
  filter: EventFilter,
  limit: number,
): Promise<readonly EventSource[]> {
  const bindings = new Bindings()
  const where = eventsWhere(source, filter, bindings)
  const rows = await rowsOf(
    source,
    `SELECT instance, max(time) AS newest, arg_max(seq, (time, seq)) FROM events WHERE ${where}
     GROUP BY instance ORDER BY newest DESC, 3 DESC ${limitOf(limit, bindings)}`,
    bindings,
  )
  const nameOf = await instanceNames(
    source,
    rows.map(([instance]) => instance as number),
  )
  return rows.map(([instance, lastSeen, latest]) => ({
    instance: nameOf(instance as number).instance,
    latest: Number(latest),
    lastSeen: lastSeen as number,
  }))
}

export async function exceptionGroups(
  source: StoreSource,
  filter: EventFilter,
  limit: number,
): Promise<readonly ExceptionGroupRow[]> {
  const bindings = new Bindings()
  const where = eventsWhere(source, filter, bindings)
  const rows = await rowsOf(
    source,
    `SELECT fingerprint,
       count(DISTINCT hash(coalesce(trace_hi, 0), coalesce(trace_lo, seq::UBIGINT), thrown)) + coalesce(sum(repeats), 0),
       min(time), max(time) AS newest, max(seq) FILTER (is_newest), list(DISTINCT instance)
     FROM (
       SELECT *, ${REPEATS} AS repeats, time = max(time) OVER (PARTITION BY fingerprint) AS is_newest
       FROM events WHERE fingerprint IS NOT NULL AND ${where}
     )
     GROUP BY fingerprint ORDER BY newest DESC, 5 DESC ${limitOf(limit, bindings)}`,
    bindings,
  )
  const idsOf = (list: DuckDBValue | undefined) => (list as DuckDBListValue).items as readonly number[]
  const nameOf = await instanceNames(
    source,
    rows.flatMap(([, , , , , instances]) => idsOf(instances)),
  )
  return rows.map(([fingerprint, count, firstSeen, lastSeen, latest, instances]) => ({
    fingerprint: idText(fingerprint as bigint),
    count: Number(count),
    firstSeen: firstSeen as number,
    lastSeen: lastSeen as number,
    latest: Number(latest),
    instances: [...new Set(idsOf(instances).map((id) => nameOf(id).instance))].sort(),
  }))
}
