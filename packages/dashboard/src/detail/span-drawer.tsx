import type { ErrorEvent, SpanView } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import type { SpanRef } from '../address/span-ref.ts'
import { sessionQuery, traceQuery } from '../api/queries.ts'
import { Button } from '../controls/button.tsx'
import { Drawer } from '../panes/drawer.tsx'
import { EmptyState } from '../status/empty-state.tsx'
import { KindSwatch } from '../status/kind.tsx'
import { Problem } from '../status/problem.tsx'
import { Tags } from '../status/tags.tsx'
import { hueOf, spanFacts } from '../timeline/span-facts.ts'
import { SpanDetail } from './span-detail.tsx'

interface SpanDrawerProps {
  readonly reference: SpanRef
  /** The session that is shown, whose spans are at hand; null when none is. */
  readonly sessionId: string | null
  readonly onClose: () => void
  readonly onOpen: (ref: SpanRef) => void
  /** Leads to the span's session, where that is not what is shown already. */
  readonly onSession?: ((id: string) => void) | undefined
}

interface Found {
  readonly span: SpanView
  readonly spans: readonly SpanView[]
  readonly errors: readonly ErrorEvent[]
  readonly sessionId: string | null
}

/** Everything that is known of one span, beside the list it was opened from. */
export function SpanDrawer({ reference, sessionId, onClose, onOpen, onSession }: SpanDrawerProps) {
  const session = useQuery({ ...sessionQuery(sessionId ?? ''), enabled: sessionId !== null })
  const inSession = session.data?.spans.find((span) => span.id === reference.spanId)
  const trace = useQuery({
    ...traceQuery(reference.traceId),
    enabled: inSession === undefined && (sessionId === null || !session.isPending),
  })
  const inTrace = trace.data?.spans.find((span) => span.id === reference.spanId)

  const found: Found | undefined =
    inSession !== undefined && session.data !== undefined
      ? { span: inSession, spans: session.data.spans, errors: session.data.session.errors, sessionId }
      : inTrace !== undefined && trace.data !== undefined
        ? {
            span: inTrace,
            spans: trace.data.spans,
            errors: trace.data.errors,
            sessionId: trace.data.sessionId,
          }
        : undefined

  return (
    <Drawer label="Detail" title={found === undefined ? null : <Title span={found.span} />} onClose={onClose}>
      {found !== undefined ? (
        <>
          <SpanDetail
            span={found.span}
            errors={found.errors.filter((error) => error.spanId === found.span.id)}
            origin={session.data?.session.startTime}
            spans={found.spans}
            onOpen={onOpen}
          />
          {onSession !== undefined && found.sessionId !== null ? (
            <div className="border-t border-hairline p-4">
              <Button onClick={() => onSession(found.sessionId as string)}>Show in its session</Button>
            </div>
          ) : null}
        </>
      ) : trace.error !== null ? (
        <Problem error={trace.error} onRetry={() => void trace.refetch()} />
      ) : trace.data !== undefined ? (
        <EmptyState title="This span is no longer kept">
          Old facts are removed when the store reaches its limit of age or size.
        </EmptyState>
      ) : null}
    </Drawer>
  )
}

function Title({ span }: { span: SpanView }) {
  const facts = spanFacts(span)
  return (
    <h2 className="flex items-baseline gap-2">
      <KindSwatch hue={hueOf(span.kind)} label />
      <span className="line-clamp-3 min-w-0 font-mono break-all">
        {facts.method === null ? null : <span className="text-dim">{facts.method} </span>}
        {facts.host === null ? null : <span className="text-dim">{facts.host}</span>}
        {facts.title}
      </span>
      <Tags of={facts.tags} />
    </h2>
  )
}
