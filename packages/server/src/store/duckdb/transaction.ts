import type { DuckDBConnection } from '@duckdb/node-api'

/** What the task does to the database is done, all of it or, when it throws, nothing. */
export async function transaction<Result>(
  connection: DuckDBConnection,
  task: () => Promise<Result>,
): Promise<Result> {
  await connection.run('BEGIN')
  try {
    const result = await task()
    await connection.run('COMMIT')
    return result
  } catch (error) {
    // One that could not even be committed may be over already.
    await connection.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}
