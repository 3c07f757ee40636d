import type { DuckDBConnection, DuckDBInstance, DuckDBMaterializedResult } from '@duckdb/node-api'
import type { Bindings } from './bindings.ts'

/** A connection runs one statement at a time; a few of them let reads go on beside each other. */
const CONNECTIONS = 3

export class ConnectionPool {
  readonly #all: readonly DuckDBConnection[]
  readonly #free: DuckDBConnection[]
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = []

  private constructor(connections: readonly DuckDBConnection[]) {
    this.#all = connections
    this.#free = [...connections]
  }

  static async open(instance: DuckDBInstance): Promise<ConnectionPool> {
    const connections: DuckDBConnection[] = []
    for (let i = 0; i < CONNECTIONS; i++) connections.push(await instance.connect())
    return new ConnectionPool(connections)
  }

  async run(sql: string, { values, types }: Bindings): Promise<DuckDBMaterializedResult> {
    const connection =
      this.#free.pop() ?? (await new Promise<DuckDBConnection>((use) => this.#waiting.push(use)))
    try {
      return await connection.run(sql, values, types)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free.push(connection)
      else next(connection)
    }
  }

  /** After what is under way. */
  async close(): Promise<void> {
    for (let i = 0; i < this.#all.length; i++) {
      const connection =
        this.#free.pop() ?? (await new Promise<DuckDBConnection>((use) => this.#waiting.push(use)))
      connection.disconnectSync()
    }
  }
}
