import { DOUBLE, type DuckDBConnection } from '@duckdb/node-api'
import type { RetentionLimits } from '../store.ts'
import { hasRoomToCheckpoint, sizeOf } from './open-database.ts'
import { removeOldPoints } from './pulse-sql.ts'
import { FACT_TABLES, VITALS } from './tables.ts'
import { transaction } from './transaction.ts'

export interface Removed {
  facts: number
  instances: number
}

/** Of the allowed size, what is left full: removing a little every minute would never free a whole block. */
const FULL = 0.9
const ROUNDS = 4

/** Removes what is too old, then the oldest of what is too much. @param now milliseconds since the Unix epoch */
export async function removeOld(
  connection: DuckDBConnection,
  file: string,
  { olderThan, maxSize }: RetentionLimits,
  now: number,
): Promise<Removed> {
  const removed: Removed = { facts: 0, instances: 0 }
  await removeBefore(connection, olderThan, now, removed)
  for (let round = 0; round <= ROUNDS; round++) {
    const used = await usedBytes(connection, file)
    if (used <= maxSize || !(await hasRoomToCheckpoint(file))) break
    // The first checkpoint packs what was written of late: that may do.
    if (round > 0) {
      const before = await ageAt(connection, 1 - (maxSize * FULL) / used)
      if (before === null) break
      await removeBefore(connection, before, now, removed)
    }
    await connection.run('CHECKPOINT')
  }
  return removed
}

async function removeBefore(
  connection: DuckDBConnection,
  time: number,
  now: number,
  removed: Removed,
): Promise<void> {
  await transaction(connection, async () => {
    for (const { table, time: column } of FACT_TABLES) {
      const result = await connection.run(`DELETE FROM ${table.name} WHERE ${column} < $1`, [time], [DOUBLE])
      removed.facts += result.rowsChanged
    }
    // No facts of their own, but figures of events that have gone.
    await connection.run(`DELETE FROM ${VITALS.name} WHERE time < $1`, [time], [DOUBLE])
    const batches = await connection.run('DELETE FROM batches WHERE received < $1', [time], [DOUBLE])
    if (batches.rowsChanged > 0) {
      const users = ['batches', ...FACT_TABLES.map(({ table }) => table.name)]
      const unused = users.map((name) => `id NOT IN (SELECT instance FROM ${name})`).join(' AND ')
      removed.instances += (await connection.run(`DELETE FROM instances WHERE ${unused}`)).rowsChanged
    }
    await removeOldPoints(connection, time, now)
  })
}

/** Blocks in use and what is not yet brought into them. Freed blocks stay in the file and are used again. */
async function usedBytes(connection: DuckDBConnection, file: string): Promise<number> {
  const result = await connection.runAndReadAll(
    'SELECT (used_blocks * block_size)::DOUBLE FROM pragma_database_size() LIMIT 1',
  )
  return (result.value(0, 0) as number) + (await sizeOf(`${file}.wal`))
}

/** The time before which this part of all facts lies. */
async function ageAt(connection: DuckDBConnection, part: number): Promise<number | null> {
  const times = FACT_TABLES.map(({ table, time }) => `SELECT ${time} AS time FROM ${table.name}`)
  const result = await connection.runAndReadAll(
    `SELECT quantile_disc(time, $1) FROM (${times.join(' UNION ALL ')})`,
    [Math.min(1, part)],
    [DOUBLE],
  )
  return result.value(0, 0) as number | null
}
