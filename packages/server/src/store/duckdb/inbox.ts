import { randomUUID } from 'node:crypto'
import {
  BIGINT,
  BLOB,
  blobValue,
  type DuckDBBlobValue,
  type DuckDBConnection,
  VARCHAR,
} from '@duckdb/node-api'
import type { InboxEntry } from '../inbox-entry.ts'
import { Bindings } from './bindings.ts'
import { IDENTITY, INBOX } from './inbox-tables.ts'
import { transaction } from './transaction.ts'

/** The table of what came by Redis; written to within the transactions of its connection. */
export class Inbox {
  readonly identity: string
  readonly #connection: DuckDBConnection
  readonly #held: Set<string>
  #position: number

  private constructor(connection: DuckDBConnection, identity: string, held: Set<string>, position: number) {
    this.#connection = connection
    this.identity = identity
    this.#held = held
    this.#position = position
  }

  static async open(connection: DuckDBConnection): Promise<Inbox> {
    const rows = await connection.runAndReadAll(`SELECT id, position FROM ${INBOX.name}`)
    const held = rows.getRows().map(([id]) => id as string)
    const position = rows.getRows().reduce((highest, row) => Math.max(highest, Number(row[1])), 0)
    return new Inbox(connection, await identityOf(connection), new Set(held), position)
  }

  get isEmpty(): boolean {
    return this.#held.size === 0
  }

  async put(entries: readonly InboxEntry[]): Promise<void> {
    const fresh = entries.filter(({ id }) => !this.#held.has(id))
    if (fresh.length === 0) return
    const statement = await this.#connection.prepare(`INSERT INTO ${INBOX.name} VALUES ($1, $2, $3)`)
    try {
      await transaction(this.#connection, async () => {
        for (const { id, bytes } of fresh) {
          statement.bind([BigInt(++this.#position), id, blobValue(bytes)], [BIGINT, VARCHAR, BLOB])
          await statement.run()
        }
      })
    } finally {
      statement.destroySync()
    }
    for (const { id } of fresh) this.#held.add(id)
  }

  async list(limit: number): Promise<InboxEntry[]> {
    if (this.isEmpty) return []
    const result = await this.#connection.runAndReadAll(
      `SELECT id, batch FROM ${INBOX.name} ORDER BY position LIMIT $1`,
      [BigInt(limit)],
      [BIGINT],
    )
    return result.getRows().map(([id, batch]) => ({
      id: id as string,
      bytes: (batch as DuckDBBlobValue).bytes,
    }))
  }

  /** Within a transaction; `removed` is to be called when that is durable. */
  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const bindings = new Bindings()
    const condition = bindings.among('id', ids, VARCHAR)
    await this.#connection.run(
      `DELETE FROM ${INBOX.name} WHERE ${condition}`,
      bindings.values,
      bindings.types,
    )
  }

  removed(ids: readonly string[]): void {
    for (const id of ids) this.#held.delete(id)
  }
}

async function identityOf(connection: DuckDBConnection): Promise<string> {
  const found = await connection.runAndReadAll(`SELECT id FROM ${IDENTITY.name}`)
  const [known] = found.getRows()
  if (known !== undefined) return known[0] as string
  const id = randomUUID()
  await connection.run(`INSERT INTO ${IDENTITY.name} VALUES ($1)`, [id], [VARCHAR])
  return id
}
