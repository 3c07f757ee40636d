import { type DuckDBConnection, INTEGER, UTINYINT } from '@duckdb/node-api'
import { MINUTES_IN_HOUR, TOLD } from '../traffic/traffic.ts'

/**
 * A process gives account of its minutes: what its spans were counted as is from now on left out where the minutes are
 * counted. Within the connection's transaction.
 * @param rolled the first hour whose minutes are not added up
 */
export async function coverSpans(
  connection: DuckDBConnection,
  origin: number,
  rolled: number,
): Promise<void> {
  await connection.run(
    'UPDATE traffic_origins SET told = $2 WHERE id = $1',
    [origin, TOLD.covered],
    [INTEGER, UTINYINT],
  )
  for (const [hours, minutes, columns] of [
    ['traffic_hours', 'traffic_minutes', ['count', 'errors', 'slow', 'max', 'last']],
    ['traffic_hour_buckets', 'traffic_buckets', ['bucket', 'count']],
  ] as const) {
    for (const [told, sign] of [
      [TOLD.spans, '-'],
      [TOLD.covered, ''],
    ] as const) {
      const figures = columns.map((column) => (ADDED.has(column) ? `${sign}${column}` : column)).join(', ')
      await connection.run(
        `INSERT INTO ${hours} SELECT route, $2, minute // ${MINUTES_IN_HOUR}, ${figures} FROM ${minutes}
         WHERE origin = $1 AND minute < $3`,
        [origin, told, rolled * MINUTES_IN_HOUR],
        [INTEGER, UTINYINT, INTEGER],
      )
    }
  }
}

const ADDED: ReadonlySet<string> = new Set(['count', 'errors', 'slow'])
