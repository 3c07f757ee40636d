import { CallSpan } from './call-span.ts'
import type { OpenSpans } from './open-spans.ts'

/** Milliseconds after the head of its answer, and after the end of what it was made for. */
const PATIENCE = 60_000
/** The same, for a call that was answered as far as its maker knows. */
const PATIENCE_WHEN_ANSWERED = 1000

/**
 * Ends the calls whose answer's body nobody reads: nothing tells of them, ever. A body that is still being streamed
 * can't be told from one that was left, so as long as more of it comes, or the request that asked for it goes on, it may.
 * @param now milliseconds since the Unix epoch
 */
export function endAbandonedCalls(open: OpenSpans, now: number): void {
  for (const span of open.all()) {
    if (!(span instanceof CallSpan) || span.head === 0) continue
    const idle = span.received === span.receivedBefore
    span.receivedBefore = span.received
    if (!idle || now - span.head < (span.foreign ? PATIENCE_WHEN_ANSWERED : PATIENCE)) continue
    if (span.caller !== undefined && !span.caller.ended) continue
    span.finish(span.head)
  }
}
