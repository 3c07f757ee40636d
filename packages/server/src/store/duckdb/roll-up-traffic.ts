import type { DuckDBConnection } from '@duckdb/node-api'
import { MINUTES_IN_HOUR } from '../traffic/traffic.ts'

/** The last hour that holds what its minutes add up to; −1 without any. */
export async function lastRolledHour(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll('SELECT coalesce(max(hour), -1) FROM traffic_hours')
  return result.value(0, 0) as number
}

const LEVELS = [
  {
    minutes: 'traffic_minutes',
    hours: 'traffic_hours',
    figures: `${sumOf('count')}, ${sumOf('errors')}, ${sumOf('slow')}, max(max) AS max, max(last) AS last`,
  },
  {
    minutes: 'traffic_buckets',
    hours: 'traffic_hour_buckets',
    figures: `bucket, ${sumOf('count')}`,
  },
] as const

/**
 * Adds up the minutes of whole hours, within the connection's transaction, and makes one row of what was appended to
 * the same minute bit by bit. Hours without a request get no row: the last that has one says as well how far it came.
 */
export async function rollUp(connection: DuckDBConnection, from: number, to: number): Promise<void> {
  const where = `minute >= ${from * MINUTES_IN_HOUR} AND minute < ${to * MINUTES_IN_HOUR}`
  for (const { minutes, hours, figures } of LEVELS) {
    await connection.run(
      `CREATE TEMP TABLE closed AS
       SELECT route, origin, minute, ${figures} FROM ${minutes} WHERE ${where} GROUP BY ALL`,
    )
    const count = await connection.runAndReadAll(
      `SELECT (SELECT count(*) FROM closed) < (SELECT count(*) FROM ${minutes} WHERE ${where})`,
    )
    if (count.value(0, 0) === true) {
      await connection.run(`DELETE FROM ${minutes} WHERE ${where}`)
      await connection.run(`INSERT INTO ${minutes} SELECT * FROM closed ORDER BY minute, route`)
    }
    await connection.run(
      `INSERT INTO ${hours}
       SELECT route, told, minute // ${MINUTES_IN_HOUR} AS hour, ${figures}
       FROM closed JOIN traffic_origins ON id = origin GROUP BY ALL ORDER BY hour, route`,
    )
    await connection.run('DROP TABLE closed')
  }
}

/** As much of it as the column takes: one process that tells of more than there can be must not hold up the others. */
function sumOf(column: string): string {
  return `least(sum(${column}), 2147483647)::INTEGER AS ${column}`
}
