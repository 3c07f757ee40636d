import type { SpanQuery } from '../span-query.ts'
import type { Extent } from './table-extents.ts'

/** Rows of a table are expected in the first window for each row wanted: filters let only some through. */
const ROWS_FOR_ONE = 8
const GROWTH = 16
/** How much longer than seems to be needed the next window is. */
const SPARE = 1.5
/** Below this many rows a scan of all of them costs less than a second query. */
const SMALL = 200_000

/**
 * Where to look for the newest rows, step by step: starts from which on enough rows may lie, and at last everything.
 * Facts lie in a file in the order of time, so that a bounded look passes over most of it. It is to be told how many
 * rows a window had, which says how long the next has to be.
 */
export function* windowStarts(
  query: SpanQuery,
  { rows, oldest, newest }: Extent,
): Generator<number | undefined, void, number> {
  const end = Math.min(query.before?.value ?? newest, query.to ?? newest, newest)
  const start = Math.max(query.from ?? oldest, oldest)
  // What is named by a key is all wanted: there the limit says nothing of how much there is.
  const named = query.traceIds ?? query.spanIds ?? query.anyOf
  if (query.order === 'newest' && named === undefined && rows > SMALL) {
    const perRow = (newest - oldest) / rows
    let length = perRow * ROWS_FOR_ONE * query.limit
    while (length < (end - start) / 2) {
      const found = yield end - length
      length *= Math.min(GROWTH, Math.max(SPARE, (query.limit / found) * SPARE))
    }
  }
  yield undefined
}
