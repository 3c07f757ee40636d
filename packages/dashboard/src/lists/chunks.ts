/** A page of a list as it was read: its rows, or only how many there were. */
export interface Chunk<Row> {
  /** Where to read it from again. */
  readonly before: string | null
  rows: Row[] | undefined
  size: number
  loading: boolean
}

export function chunkOf<Row>(before: string | null, rows: readonly Row[] | undefined): Chunk<Row> {
  return { before, rows: rows === undefined ? undefined : [...rows], size: rows?.length ?? 0, loading: false }
}

export interface Place<Row> {
  readonly chunk: Chunk<Row>
  readonly rows: readonly Row[]
  /** Index of the chunk's first row in the whole list. */
  readonly start: number
  /** Index of the row within its chunk. */
  readonly offset: number
}

/** The first row in memory that fits. */
export function findRow<Row>(
  chunks: readonly Chunk<Row>[],
  fits: (row: Row) => boolean,
): Place<Row> | undefined {
  let start = 0
  for (const chunk of chunks) {
    const offset = chunk.rows?.findIndex(fits) ?? -1
    if (offset >= 0 && chunk.rows !== undefined) return { chunk, rows: chunk.rows, start, offset }
    start += chunk.size
  }
  return undefined
}

/** Replaces `remove` rows by `rows`; does nothing to a chunk that is not in memory. */
export function spliceRows<Row>(chunk: Chunk<Row>, offset: number, remove: number, ...rows: Row[]): void {
  if (chunk.rows === undefined) return
  chunk.rows = chunk.rows.toSpliced(offset, remove, ...rows)
  chunk.size = chunk.rows.length
}

/**
 * Lets go of the rows that are furthest from `focus`, until no more than `memory` are left. The first chunk is what
 * arriving rows are compared with: it stays.
 */
export function evictRows<Row>(chunks: readonly Chunk<Row>[], focus: number, memory: number): void {
  let kept = 0
  let start = 0
  const distances = chunks.map((chunk) => {
    const middle = start + chunk.size / 2
    start += chunk.size
    if (chunk.rows !== undefined) kept += chunk.size
    return { chunk, distance: Math.abs(middle - focus) }
  })
  distances.sort((a, b) => b.distance - a.distance)
  for (const { chunk } of distances) {
    if (kept <= memory) break
    if (chunk.rows === undefined || chunk === chunks[0]) continue
    chunk.rows = undefined
    kept -= chunk.size
  }
}
