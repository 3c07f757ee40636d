import { type DuckDBConnection, INTEGER } from '@duckdb/node-api'
import { MINUTES_IN_HOUR } from '../traffic/traffic.ts'

/** Removes what was counted before an hour, within the connection's transaction. */
export async function removeTraffic(connection: DuckDBConnection, hour: number): Promise<void> {
  for (const [table, before] of [
    ['traffic_minutes WHERE minute', hour * MINUTES_IN_HOUR],
    ['traffic_buckets WHERE minute', hour * MINUTES_IN_HOUR],
    ['traffic_hours WHERE hour', hour],
    ['traffic_hour_buckets WHERE hour', hour],
  ] as const) {
    await connection.run(`DELETE FROM ${table} < $1`, [before], [INTEGER])
  }
  await connection.run('DELETE FROM traffic_routes WHERE id NOT IN (SELECT route FROM traffic_minutes)')
  await connection.run('DELETE FROM traffic_origins WHERE id NOT IN (SELECT origin FROM traffic_minutes)')
}

/** The first hour from which on there are at most so many rows of minutes; 0 when there are no more in all. */
export async function firstHourWithin(connection: DuckDBConnection, rows: number): Promise<number> {
  const counted = await connection.runAndReadAll('SELECT count(*)::DOUBLE FROM traffic_buckets')
  const count = counted.value(0, 0) as number
  if (count <= rows) return 0
  const result = await connection.runAndReadAll(
    `SELECT quantile_disc(minute, ${1 - rows / count}) FROM traffic_buckets`,
  )
  return Math.floor((result.value(0, 0) as number) / MINUTES_IN_HOUR) + 1
}

/** Since the Unix epoch; null without any. */
export async function oldestMinute(connection: DuckDBConnection): Promise<number | null> {
  const result = await connection.runAndReadAll('SELECT min(minute) FROM traffic_minutes')
  return result.value(0, 0) as number | null
}
