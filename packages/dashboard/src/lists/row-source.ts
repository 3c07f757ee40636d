/** What a grid shows: rows by index, of which some may not be in memory. */
export interface RowSource<Row> {
  /** Differs after each change. */
  readonly version: number
  readonly count: number
  /** Whether rows follow that are not counted yet. */
  readonly hasMore: boolean
  at(index: number): Row | undefined
  /** -1 when the row is not in memory. */
  indexOf(key: string): number
  /** Tells which rows are looked at. */
  want(from: number, to: number): void
}

let versions = 0

/** Rows that are all in memory. */
export function rowsOf<Row>(rows: readonly Row[], keyOf: (row: Row) => string): RowSource<Row> {
  const indexes = new Map(rows.map((row, index) => [keyOf(row), index]))
  return {
    version: ++versions,
    count: rows.length,
    hasMore: false,
    at: (index) => rows[index],
    indexOf: (key) => indexes.get(key) ?? -1,
    want() {},
  }
}
