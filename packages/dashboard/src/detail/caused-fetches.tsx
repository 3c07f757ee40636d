import type { SpanView } from '@kymo/protocol'
import type { SpanRef } from '../address/span-ref.ts'
import { Duration } from '../format/figures.tsx'
import { CacheBadge } from '../status/cache-badge.tsx'
import { StatusMark } from '../status/status-code.tsx'
import { spanFacts } from '../timeline/span-facts.ts'

interface CausedFetchesProps {
  readonly of: SpanView
  readonly spans: readonly SpanView[]
  readonly onOpen: (ref: SpanRef) => void
}

/** The fetches below a span, at any depth. @param spans parents before children */
function fetchesBelow(of: SpanView, spans: readonly SpanView[]): SpanView[] {
  const below = new Set([of.id])
  const fetches: SpanView[] = []
  for (const span of spans) {
    if (span.parentId === null || !below.has(span.parentId)) continue
    below.add(span.id)
    if (span.kind === 'fetch') fetches.push(span)
  }
  return fetches
}

/** What an action fetched, each leading to its own detail. */
export function CausedFetches({ of, spans, onOpen }: CausedFetchesProps) {
  const fetches = fetchesBelow(of, spans)
  if (fetches.length === 0) return null
  return (
    <section aria-label="Its fetches">
      <h3 className="px-4 pt-5 pb-1 text-label text-faint">Its fetches</h3>
      <ul className="px-4">
        {fetches.map((span) => {
          const { title, host, method, statusCode, cache, failed } = spanFacts(span)
          return (
            <li key={span.id} className="border-t border-hairline">
              <button
                type="button"
                className="flex h-7 w-full items-center gap-2 text-left hover:bg-row-hover"
                onClick={() => onOpen({ traceId: span.traceId, spanId: span.id })}
              >
                <StatusMark code={statusCode} failed={failed} />
                <code className="min-w-0 flex-1 truncate">
                  {method === null ? null : <span className="text-dim">{method} </span>}
                  {title} <span className="text-faint">{host}</span>
                </code>
                {cache === null ? null : <CacheBadge status={cache as 'hit'} />}
                <Duration value={span.duration} />
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
