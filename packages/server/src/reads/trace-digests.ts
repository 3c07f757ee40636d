import { EXCEPTION_EVENT } from '@kymo/protocol'
import { digestTrace, type RootDigest, type TraceDigest } from '../queries/digest.ts'
import { byTrace } from '../queries/sessions.ts'
import type { EventRow, SpanRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'

/** A trace's facts lie within this of its requests: what bounds the part of the store that is read. */
export const TRACE_REACH = 60 * 60 * 1000
/** Spans that one read takes in at most. */
const MAX_SPANS = 50_000
const MAX_EVENTS = 5_000
/** Traces of one read: few enough that their spans stay below `MAX_SPANS`. */
const TRACES_AT_ONCE = 500
const MAX_CACHED = 20_000

/** When the facts of some traces happened. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

export function rangeOf(spans: Iterable<{ readonly start: number; readonly duration: number }>): TimeRange {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const { start, duration } of spans) {
    from = Math.min(from, start)
    to = Math.max(to, start + duration)
  }
  return { from, to }
}

export function sessionRange(members: readonly RootDigest[]): TimeRange {
  return rangeOf(members.map(({ root }) => root))
}

export interface TraceFacts {
  readonly spans: readonly SpanRow[]
  readonly exceptions: readonly EventRow[]
}

export async function readTraces(
  store: Store,
  traceIds: readonly string[],
  range?: TimeRange,
): Promise<TraceFacts> {
  if (traceIds.length === 0) return { spans: [], exceptions: [] }
  const within = range === undefined ? {} : { from: range.from - TRACE_REACH, to: range.to + TRACE_REACH }
  const [spans, exceptions] = await Promise.all([
    store.spans({ traceIds, ...within, order: 'newest', limit: MAX_SPANS }),
    store.events({ names: [EXCEPTION_EVENT], traceIds, ...within, limit: MAX_EVENTS }),
  ])
  return { spans, exceptions }
}

/** Digests of traces, kept until a trace gains facts. */
export class TraceDigests {
  readonly #store: Store
  readonly #cache = new Map<string, TraceDigest>()
  /** For each read under way, the traces that changed since it began. */
  readonly #reads = new Set<Set<string>>()

  constructor(store: Store) {
    this.#store = store
  }

  /** To be told of every trace that gained facts. */
  changed(traceIds: Iterable<string>): void {
    for (const traceId of traceIds) {
      this.#cache.delete(traceId)
      for (const changed of this.#reads) changed.add(traceId)
    }
  }

  clear(): void {
    this.#cache.clear()
  }

  async of(traceIds: Iterable<string>, range: TimeRange): Promise<Map<string, TraceDigest>> {
    const found = new Map<string, TraceDigest>()
    const missing: string[] = []
    for (const traceId of new Set(traceIds)) {
      const digest = this.#cache.get(traceId)
      if (digest === undefined) missing.push(traceId)
      else found.set(traceId, digest)
    }
    if (missing.length === 0) return found
    const changed = new Set<string>()
    this.#reads.add(changed)
    try {
      for (let i = 0; i < missing.length; i += TRACES_AT_ONCE) {
        const { spans, exceptions } = await readTraces(
          this.#store,
          missing.slice(i, i + TRACES_AT_ONCE),
          range,
        )
        const events = byTrace(exceptions)
        for (const [traceId, trace] of byTrace(spans)) {
          const digest = digestTrace(traceId, trace, events.get(traceId) ?? [])
          found.set(traceId, digest)
          if (!changed.has(traceId)) this.#keep(digest)
        }
      }
    } finally {
      this.#reads.delete(changed)
    }
    return found
  }

  #keep(digest: TraceDigest): void {
    this.#cache.set(digest.traceId, digest)
    if (this.#cache.size > MAX_CACHED) this.#cache.delete(this.#cache.keys().next().value as string)
  }
}
