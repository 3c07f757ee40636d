import { EXCEPTION_EVENT } from '@kymo/protocol'
import { digestTrace, type RootDigest, type TraceDigest } from '../queries/digest.ts'
import { byTrace } from '../queries/group-by.ts'
import type { EventRow, SpanRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'

/** A trace's facts lie within this of its requests: what bounds the part of the store that is read. */
export const TRACE_REACH = 60 * 60 * 1000
/** Spans that one read takes in at most. */
export const MAX_SPANS = 50_000
export const MAX_EVENTS = 5_000
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
  /** False where there are more spans than one read takes in: these are the newest, and all requests. */
  readonly whole: boolean
}

export async function readTraces(
  store: Store,
  traceIds: readonly string[],
  range?: TimeRange,
): Promise<TraceFacts> {
  if (traceIds.length === 0) return { spans: [], exceptions: [], whole: true }
  const within = range === undefined ? {} : { from: range.from - TRACE_REACH, to: range.to + TRACE_REACH }
  const [spans, exceptions] = await Promise.all([
    store.spans({ traceIds, ...within, order: 'newest', limit: MAX_SPANS }),
    store.events({ names: [EXCEPTION_EVENT], traceIds, ...within, limit: MAX_EVENTS }),
  ])
  if (spans.length < MAX_SPANS) return { spans, exceptions, whole: true }
  // Requests come first in a trace, and without them nothing tells which session the rest belongs to.
  const requests = await store.spans({
    traceIds,
    ...within,
    kinds: ['request'],
    order: 'newest',
    limit: MAX_SPANS,
  })
  const ids = new Set(spans.map(({ seq }) => seq))
  const missing = requests.filter(({ seq }) => !ids.has(seq))
  return { spans: [...spans, ...missing], exceptions, whole: false }
}

/**
 * Reads the traces of some items and makes something of each, in parts where all of them are more than one read takes
 * in.
 */
export async function readInParts<Item, Result>(
  store: Store,
  items: readonly Item[],
  tracesOf: (item: Item) => readonly string[],
  range: TimeRange,
  use: (items: readonly Item[], facts: TraceFacts) => readonly Result[],
): Promise<readonly Result[]> {
  const facts = await readTraces(store, [...new Set(items.flatMap(tracesOf))], range)
  if (facts.whole || items.length < 2) return use(items, facts)
  const half = Math.ceil(items.length / 2)
  const first = await readInParts(store, items.slice(0, half), tracesOf, range, use)
  return [...first, ...(await readInParts(store, items.slice(half), tracesOf, range, use))]
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
        const part = missing.slice(i, i + TRACES_AT_ONCE)
        for (const digest of await readInParts(this.#store, part, (id) => [id], range, digestsOf)) {
          found.set(digest.traceId, digest)
          if (!changed.has(digest.traceId)) this.#keep(digest)
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

function digestsOf(_: readonly string[], { spans, exceptions }: TraceFacts): TraceDigest[] {
  const events = byTrace(exceptions)
  return [...byTrace(spans)].map(([traceId, trace]) => digestTrace(traceId, trace, events.get(traceId) ?? []))
}
