import type { Notice } from '../../kymo-error.ts'
import { ConnectionPool } from './connection-pool.ts'
import { type Database, openDatabase } from './open-database.ts'
import { StoreWriter } from './store-writer.ts'

export interface DuckDBStoreOptions {
  readonly folder: string
  readonly now: () => number
  readonly onNotice: (notice: Notice) => void
  /** Milliseconds from which traffic counts a request as slow. Default: 1000. */
  readonly slowThreshold?: number
}

/** An open database with its writer and its readers. */
export interface DuckDBSession {
  readonly database: Database
  readonly writer: StoreWriter
  readonly pool: ConnectionPool
}

/** @throws StoreError */
export async function openSession({
  folder,
  now,
  onNotice,
  slowThreshold = 1000,
}: DuckDBStoreOptions): Promise<DuckDBSession> {
  const database = await openDatabase(folder, now, onNotice)
  try {
    const writer = await StoreWriter.open(database, now, slowThreshold)
    return { database, writer, pool: await ConnectionPool.open(database.instance) }
  } catch (error) {
    database.instance.closeSync()
    throw error
  }
}

export async function closeSession({ database, writer, pool }: DuckDBSession): Promise<void> {
  await writer.close()
  await pool.close()
  database.instance.closeSync()
}
