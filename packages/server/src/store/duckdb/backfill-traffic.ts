import { DOUBLE, type DuckDBConnection, UTINYINT } from '@duckdb/node-api'
import {
  COUNTED_PURPOSES,
  REQUEST_PURPOSES,
  type Resource,
  SKETCH_ACCURACY,
  SKETCH_BUCKETS,
} from '@kymo/protocol'
import { MINUTE } from '../traffic/traffic.ts'
import { environmentOf } from '../traffic/traffic-cells.ts'
import { Bindings } from './bindings.ts'
import { TableWriter } from './table-writer.ts'
import type { Table } from './tables.ts'
import type { TrafficDictionary } from './traffic-dictionary.ts'
import { transaction } from './transaction.ts'

/** What the requests of a process and route are counted as. */
const NUMBERS = {
  name: 'traffic_numbers',
  columns: {
    instance: 'INTEGER',
    method: 'VARCHAR',
    pattern: 'VARCHAR',
    derived: 'BOOLEAN',
    route: 'INTEGER',
    origin: 'INTEGER',
  },
} as const satisfies Table

/**
 * Counts the requests of a file that has tables of traffic, but nothing in them: one of an earlier version.
 * @returns whether there was anything to count
 */
export async function backfillTraffic(
  connection: DuckDBConnection,
  dictionary: TrafficDictionary,
  slow: number,
): Promise<boolean> {
  const bindings = new Bindings()
  const purposes = COUNTED_PURPOSES.map((purpose) => REQUEST_PURPOSES.indexOf(purpose))
  const counted = bindings.among('purpose', purposes, UTINYINT)
  const needed = await connection.runAndReadAll(
    `SELECT NOT EXISTS (FROM traffic_minutes) AND EXISTS (FROM requests WHERE ${counted})`,
    bindings.values,
    bindings.types,
  )
  if (needed.value(0, 0) !== true) return false
  await transaction(connection, async () => {
    await numberRoutes(connection, dictionary, counted, bindings)
    await count(connection, counted, bindings, slow)
    await connection.run(`DROP TABLE ${NUMBERS.name}`)
  })
  return true
}

async function numberRoutes(
  connection: DuckDBConnection,
  dictionary: TrafficDictionary,
  counted: string,
  { values, types }: Bindings,
): Promise<void> {
  const columns = Object.entries(NUMBERS.columns).map(([column, type]) => `${column} ${type}`)
  await connection.run(`CREATE TABLE ${NUMBERS.name} (${columns.join(', ')})`)
  const routes = await connection.runAndReadAll(
    `SELECT r.instance, i.app, i.instance, i.resource, method, route, derived
     FROM (SELECT DISTINCT instance, method, route, derived FROM requests WHERE ${counted}) r
     JOIN instances i ON i.id = r.instance`,
    values,
    types,
  )
  await TableWriter.fill(connection, NUMBERS, (writer) => {
    for (const [id, app, instance, resource, method, route, derived] of routes.getRows()) {
      const environment = environmentOf(JSON.parse(resource as string) as Resource)
      const name = { app: app as string, environment, derived: derived === true }
      writer.row()
      writer.int(0, id as number)
      writer.text(1, method as string | null)
      writer.text(2, route as string | null)
      writer.byte(3, derived === true ? 1 : 0)
      writer.int(
        4,
        dictionary.idOf({ ...name, method: (method ?? '') as string, route: (route ?? '') as string }),
      )
      writer.int(5, dictionary.originOf(app as string, instance as string, 'spans').id)
    }
  })
  await dictionary.flush(connection)
}

async function count(
  connection: DuckDBConnection,
  counted: string,
  { values, types }: Bindings,
  slow: number,
): Promise<void> {
  const gamma = Math.log((1 + SKETCH_ACCURACY) / (1 - SKETCH_ACCURACY))
  const { first, last } = SKETCH_BUCKETS
  const source = `
    FROM requests r JOIN ${NUMBERS.name} n ON n.instance = r.instance AND n.method IS NOT DISTINCT FROM r.method
      AND n.pattern IS NOT DISTINCT FROM r.route AND n.derived = coalesce(r.derived, false)
    WHERE ${counted} AND start >= 0 AND start < 1e14`
  const minute = `floor(start / ${MINUTE})::INTEGER`
  await connection.run(
    `INSERT INTO traffic_minutes
     SELECT n.route, n.origin, ${minute} AS minute, count(*)::INTEGER, count(*) FILTER (status = 2)::INTEGER,
       count(*) FILTER (duration >= $${values.length + 1})::INTEGER, max(duration), max(start)
     ${source} GROUP BY ALL ORDER BY minute, 1`,
    [...values, slow],
    [...types, DOUBLE],
  )
  await connection.run(
    `INSERT INTO traffic_buckets
     SELECT n.route, n.origin, ${minute} AS minute,
       CASE WHEN duration > 0 THEN least(greatest(ceil(ln(duration) / ${gamma}), ${first}), ${last}) ELSE ${first} END::SMALLINT,
       count(*)::INTEGER
     ${source} GROUP BY ALL ORDER BY minute, 1`,
    [...values],
    [...types],
  )
}
