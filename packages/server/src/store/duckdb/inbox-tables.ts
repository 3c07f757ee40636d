import type { Table } from './tables.ts'

/** Batches that were fetched from Redis and are not yet known to be this collector's own to count. */
export const INBOX = {
  name: 'inbox',
  columns: { position: 'BIGINT', id: 'VARCHAR', batch: 'BLOB' },
} as const satisfies Table

/** One row: what names this store among others. */
export const IDENTITY = {
  name: 'identity',
  columns: { id: 'VARCHAR' },
} as const satisfies Table

export const INBOX_TABLES: readonly Table[] = [INBOX, IDENTITY]
