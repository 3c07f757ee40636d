import type { SpanRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'

/** Spans looked at to know which traces there are. */
const MAX_SPANS = 2_000

/** By trace, the outermost request that is known of it; of a trace without one there is nothing to show. */
export async function knownRequests(
  store: Store,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, SpanRow>> {
  if (traceIds.length === 0) return new Map()
  const query = { kinds: ['request'], traceIds, order: 'newest', limit: MAX_SPANS, bare: true } as const
  return new Map((await store.spans(query)).map((span) => [span.traceId, span]))
}
