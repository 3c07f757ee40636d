import type { SpanRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import { HEAD_START, VISIT_LIFETIME } from './root-lookup.ts'
import type { TimeRange } from './trace-digests.ts'

/** Of all visits that are asked for together, the newest. */
const MAX_MEASURES = 5_000

/** What pages measured in some visits. @param bare without what makes rows long */
export function readMeasures(
  store: Store,
  visitIds: readonly string[],
  { from, to }: TimeRange,
  bare = false,
): Promise<readonly SpanRow[]> {
  return store.spans({
    kinds: ['measure'],
    anyOf: { visitKeys: [], htmlIds: [], visitIds },
    from,
    to,
    bare,
    order: 'newest',
    limit: MAX_MEASURES,
  })
}

/** When a page may have told of a visit of which this is known. */
export function lifeOfVisit({ from, to }: TimeRange): TimeRange {
  return { from: from - HEAD_START, to: to + VISIT_LIFETIME }
}
