import type { DuckDBConnection } from '@duckdb/node-api'
import { DOUBLE, INTEGER } from '@duckdb/node-api'
import { StoreError } from '../store-error.ts'
import { createTable, TABLES } from './tables.ts'

/**
 * What leads from one version of the schema to the next; the position is the version, from 1. Append only: files of
 * every version are out there.
 */
const MIGRATIONS: readonly ((connection: DuckDBConnection) => Promise<void>)[] = [
  async (connection) => {
    for (const table of TABLES) await connection.run(createTable(table))
  },
]

/** Brings a file to this version's schema. @throws StoreError for a file of a newer Kymo */
export async function migrate(connection: DuckDBConnection, now: number): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER, applied_at DOUBLE)')
  const result = await connection.runAndReadAll('SELECT coalesce(max(version), 0) FROM schema_migrations')
  const version = result.value(0, 0) as number
  if (version > MIGRATIONS.length) {
    throw new StoreError(
      'STORE_NEWER',
      `The store has version ${version} of the schema; this Kymo knows ${MIGRATIONS.length}.`,
      'Use the newer Kymo, or another folder.',
    )
  }
  for (let next = version; next < MIGRATIONS.length; next++) {
    await connection.run('BEGIN')
    await MIGRATIONS[next]?.(connection)
    await connection.run('INSERT INTO schema_migrations VALUES ($1, $2)', [next + 1, now], [INTEGER, DOUBLE])
    await connection.run('COMMIT')
  }
}
