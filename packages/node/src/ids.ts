import { randomFillSync } from 'node:crypto'
import type { SpanId, TraceId } from '@kymo/protocol'

/** Random words are drawn by the thousand: one call for each id would cost more than all else that a span needs. */
const pool = new Int32Array(4096)
let next = pool.length

function randomWord(): number {
  if (next === pool.length) {
    randomFillSync(pool)
    next = 0
  }
  return pool[next++] as number
}

export function newTraceId(): TraceId {
  // An id of all zeros is not valid; a last word that is never zero costs nothing that counts.
  return { a: randomWord(), b: randomWord(), c: randomWord(), d: randomWord() || 1 }
}

export function newSpanId(): SpanId {
  return { hi: randomWord(), lo: randomWord() || 1 }
}
