import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  SMALLINT,
  UBIGINT,
  USMALLINT,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api'
import duckdb, { type Vector } from '@duckdb/node-bindings'
import { type ColumnType, type Table, WIDTHS } from './tables.ts'

const CHUNK_ROWS = duckdb.vector_size()
const TWO_32 = 2 ** 32

const TYPES: Readonly<Record<ColumnType, DuckDBType>> = {
  UBIGINT,
  BIGINT,
  DOUBLE,
  INTEGER,
  USMALLINT,
  SMALLINT,
  UTINYINT,
  BOOLEAN,
  VARCHAR,
  BLOB,
}

/** One column of the chunk that is being filled. Values are written as DuckDB lays them out: little-endian. */
interface Column {
  readonly width: number
  readonly bytes: Uint8Array
  readonly shorts: Uint16Array
  readonly words: Uint32Array
  readonly floats: Float64Array
  /** One bit a row; 0 is null. */
  readonly validity: Uint8Array
  vector: Vector
}

/**
 * Fills a table column by column through DuckDB's data chunks: about a third of the cost of its row-wise appender,
 * and what is null costs nothing.
 *
 * @example
 * writer.row()
 * writer.float(START, span.start)
 * writer.text(NAME, span.name)
 */
export class TableWriter {
  readonly #appender: DuckDBAppender
  readonly #chunk: DuckDBDataChunk
  readonly #columns: readonly Column[]
  #row = -1

  static async open(connection: DuckDBConnection, table: Table): Promise<TableWriter> {
    return new TableWriter(await connection.createAppender(table.name), table)
  }

  /** Writes rows once, within the connection's transaction: where more come later, a writer is kept open. */
  static async fill(
    connection: DuckDBConnection,
    table: Table,
    write: (writer: TableWriter) => void,
  ): Promise<void> {
    const writer = await TableWriter.open(connection, table)
    write(writer)
    writer.flush()
    writer.#appender.closeSync()
  }

  private constructor(appender: DuckDBAppender, { columns }: Table) {
    this.#appender = appender
    const types = Object.values(columns)
    this.#chunk = DuckDBDataChunk.create(types.map((type) => TYPES[type]))
    this.#columns = types.map((type, i) => {
      const buffer = new ArrayBuffer(Math.max(8, WIDTHS[type]) * CHUNK_ROWS)
      return {
        width: WIDTHS[type],
        bytes: new Uint8Array(buffer),
        shorts: new Uint16Array(buffer),
        words: new Uint32Array(buffer),
        floats: new Float64Array(buffer),
        validity: new Uint8Array(CHUNK_ROWS / 8),
        vector: duckdb.data_chunk_get_vector(this.#chunk.chunk, i),
      }
    })
  }

  /** Begins a row; its columns are null until they are set. */
  row(): void {
    if (++this.#row === CHUNK_ROWS) {
      this.#emit(CHUNK_ROWS)
      this.#row = 0
    }
  }

  byte(index: number, value: number): void {
    const column = this.#set(index)
    column.bytes[this.#row] = value
  }

  short(index: number, value: number): void {
    const column = this.#set(index)
    column.shorts[this.#row] = value
  }

  int(index: number, value: number): void {
    const column = this.#set(index)
    column.words[this.#row] = value
  }

  /** A whole number from 0 that a double holds exactly. */
  long(index: number, value: number): void {
    const column = this.#set(index)
    column.words[this.#row * 2] = value % TWO_32
    column.words[this.#row * 2 + 1] = value / TWO_32
  }

  float(index: number, value: number): void {
    const column = this.#set(index)
    column.floats[this.#row] = value
  }

  /** 64 bits of an id: 16 of its hex digits. */
  id(index: number, hex: string, from: number): void {
    const column = this.#set(index)
    column.words[this.#row * 2 + 1] = Number.parseInt(hex.slice(from, from + 8), 16)
    column.words[this.#row * 2] = Number.parseInt(hex.slice(from + 8, from + 16), 16)
  }

  text(index: number, value: string | null): void {
    if (value === null) return
    const { vector } = this.#set(index)
    duckdb.vector_assign_string_element(vector, this.#row, value)
  }

  /** Hands all rows over to the connection's transaction. */
  flush(): void {
    if (this.#row === -1) return
    this.#emit(this.#row + 1)
    this.#row = -1
    this.#appender.flushSync()
  }

  #set(index: number): Column {
    const column = this.#columns[index] as Column
    const row = this.#row
    column.validity[row >> 3] = (column.validity[row >> 3] as number) | (1 << (row & 7))
    return column
  }

  #emit(rows: number): void {
    if (rows === 0) return
    const { chunk } = this.#chunk
    duckdb.data_chunk_set_size(chunk, rows)
    for (const { width, bytes, validity, vector } of this.#columns) {
      if (width > 0) duckdb.copy_data_to_vector(vector, 0, bytes.buffer as ArrayBuffer, 0, width * rows)
      duckdb.vector_ensure_validity_writable(vector)
      duckdb.copy_data_to_vector_validity(vector, 0, validity.buffer as ArrayBuffer, 0, validity.byteLength)
      validity.fill(0)
    }
    this.#appender.appendDataChunk(this.#chunk)
    this.#chunk.reset()
    this.#columns.forEach((column, i) => {
      column.vector = duckdb.data_chunk_get_vector(chunk, i)
    })
  }
}
