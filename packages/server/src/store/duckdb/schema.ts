import type { DuckDBConnection } from '@duckdb/node-api'
import { DOUBLE, INTEGER } from '@duckdb/node-api'
import { StoreError } from '../store-error.ts'
import { ALERT_TABLES } from './alert-tables.ts'
import { INBOX_TABLES } from './inbox-tables.ts'
import { PULSE_TABLES } from './pulse-tables.ts'
import { createTable, EVENTS, FETCHES, OTHER_SPANS, TABLES, type Table, VITALS } from './tables.ts'
import { TRAFFIC_TABLES } from './traffic-tables.ts'
import { transaction } from './transaction.ts'

/** Added by version 3. */
const TABLES_OF_FLEET: readonly Table[] = [
  ...TRAFFIC_TABLES,
  ...PULSE_TABLES,
  ...INBOX_TABLES,
  ...ALERT_TABLES,
]

/**
 * What leads from one version of the schema to the next; the position is the version, from 1. Append only: files of
 * every version are out there.
 */
const MIGRATIONS: readonly ((connection: DuckDBConnection) => Promise<void>)[] = [
  async (connection) => {
    for (const table of TABLES) await connection.run(createTable(table))
  },
  // What pages tell, and the groups of errors. Exceptions from before stay without a group until they expire.
  async (connection) => {
    await addColumns(connection, FETCHES, ['visit_id'])
    await addColumns(connection, OTHER_SPANS, ['visit_id', 'url'])
    await addColumns(connection, EVENTS, ['visit_id', 'fingerprint', 'thrown', 'mechanism'])
  },
  // The fleet: requests per route and minute, processes, servers over time.
  async (connection) => {
    for (const table of TABLES_OF_FLEET) await connection.run(createTable(table))
  },
  // Figures of pages in browsers. Nobody told of vitals before; calls of pages from before stay out of their figures.
  async (connection) => {
    await connection.run(createTable(VITALS))
    await addColumns(connection, FETCHES, ['call_api', 'resends', 'response_size'])
  },
]

/** A file that was made by this version has them already. */
async function addColumns(
  connection: DuckDBConnection,
  table: Table,
  columns: readonly string[],
): Promise<void> {
  for (const column of columns) {
    await connection.run(
      `ALTER TABLE ${table.name} ADD COLUMN IF NOT EXISTS "${column}" ${table.columns[column]}`,
    )
  }
}

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
    await transaction(connection, async () => {
      await MIGRATIONS[next]?.(connection)
      await connection.run(
        'INSERT INTO schema_migrations VALUES ($1, $2)',
        [next + 1, now],
        [INTEGER, DOUBLE],
      )
    })
  }
}
