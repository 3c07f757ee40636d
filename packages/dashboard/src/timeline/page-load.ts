import type { SpanView } from '@kymo/protocol'
import type { Range } from './scale.ts'
import { spanFacts } from './span-facts.ts'

/** A little air after the page, so that its bar does not touch the edge. */
const AIR = 1.04

/** What a session began with, in milliseconds from the beginning of what is shown. */
export interface PageLoad {
  /** From the beginning to the end of the load. */
  readonly range: Range
  /** Null where it is not known. */
  readonly firstByte: number | null
}

/**
 * @param opener id of the request or navigation that the session began with
 * @param origin milliseconds since the epoch
 */
export function pageLoad(spans: readonly SpanView[], opener: string, origin: number): PageLoad | null {
  const page = spans.find(({ id }) => id === opener)
  if (page === undefined) return null
  const parts = spans.filter(
    (span) => span === page || (span.kind === 'navigation' && span.attributes['kymo.visit.id'] === opener),
  )
  const end = Math.max(...parts.map(({ startTime, duration }) => startTime + duration))
  const { firstByte } = spanFacts(page)
  return {
    range: { from: 0, to: Math.max(1, (end - origin) * AIR) },
    firstByte: firstByte === null ? null : page.startTime + firstByte - origin,
  }
}
