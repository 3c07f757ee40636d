import { CallSpan } from './call-span.ts'
import type { OpenSpans } from './open-spans.ts'

/** Milliseconds after the head of its answer, and after the end of what it was made for. */
const PATIENCE = 60_000

/**
 * Ends the calls whose answer's body nobody reads: nothing tells of them, ever. A body that is still being streamed
 * can't be told from one that was left, so as long as the request that asked for it goes on, it may.
 * @param now milliseconds since the Unix epoch
 */
export function endAbandonedCalls(open: OpenSpans, now: number): void {
  for (const span of open.all()) {
    if (!(span instanceof CallSpan) || span.head === 0 || now - span.head < PATIENCE) continue
    if (span.caller !== undefined && !span.caller.ended) continue
    open.remove(span)
    span.finish(span.head)
  }
}
