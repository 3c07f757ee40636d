import type { ErrorEvent, SpanView } from '@kymo/protocol'
import type { SpanRef } from '../address/span-ref.ts'
import { Duration } from '../format/figures.tsx'
import { HUE_TEXT } from '../status/kind.tsx'
import { hueOf, spanFacts } from '../timeline/span-facts.ts'
import { Arguments } from './arguments.tsx'
import { type AttributeRow, attributeGroups } from './attribute-groups.ts'
import { AttributeTable } from './attribute-table.tsx'
import { CausedFetches } from './caused-fetches.tsx'
import { ErrorDetail } from './error-detail.tsx'
import { Figures } from './figures.tsx'
import { listedAttributes, textOf } from './span-values.ts'
import { Stack } from './stack.tsx'

interface SpanDetailProps {
  readonly span: SpanView
  readonly errors: readonly ErrorEvent[]
  /** Time zero of the session. */
  readonly origin: number | undefined
  /** All spans that are at hand, parents before children. */
  readonly spans: readonly SpanView[]
  readonly onOpen: (ref: SpanRef) => void
}

export function SpanDetail({ span, errors, origin, spans, onOpen }: SpanDetailProps) {
  const groups = [
    ...attributeGroups(listedAttributes(span.attributes)),
    { name: 'Identity', rows: identity(span) },
  ]
  return (
    <div className="pb-6">
      <Figures span={span} origin={origin} />
      <Phases span={span} />
      {errors.map((error) => (
        <ErrorDetail key={`${error.time}-${error.type}-${error.message}`} error={error} />
      ))}
      {errors.every(({ stack }) => stack === null) ? <OwnStack span={span} /> : null}
      {span.kind === 'action' ? (
        <>
          <Arguments json={textOf(span.attributes, 'kymo.action.args')} />
          <CausedFetches of={span} spans={spans} onOpen={onOpen} />
        </>
      ) : null}
      {groups.map((group) => (
        <section key={group.name} aria-label={group.name}>
          <h3 className="px-4 pt-5 pb-1 text-label text-faint">{group.name}</h3>
          <AttributeTable rows={group.rows} />
        </section>
      ))}
    </div>
  )
}

/** The stack of a failure that no exception was told of beside the span. */
function OwnStack({ span: { attributes } }: { span: SpanView }) {
  const stack = textOf(attributes, 'exception.stacktrace')
  if (stack === null) return null
  return (
    <div className="px-4">
      <Stack
        stack={stack}
        type={textOf(attributes, 'exception.type') ?? ''}
        message={textOf(attributes, 'exception.message') ?? ''}
        source={null}
      />
    </div>
  )
}

function identity(span: SpanView): AttributeRow[] {
  return [
    { name: 'trace', value: span.traceId },
    { name: 'span', value: span.id },
    ...(span.parentId === null ? [] : [{ name: 'parent', value: span.parentId }]),
  ]
}

/** How the time was spent: waiting for the first byte, then receiving. */
function Phases({ span }: { span: SpanView }) {
  const { firstByte } = spanFacts(span)
  if (firstByte === null || span.duration <= 0) return null
  const share = (firstByte / span.duration) * 100
  return (
    <div className="px-4 pt-3">
      <div
        className={`flex h-3 overflow-hidden rounded-[2px] ${HUE_TEXT[hueOf(span.kind)]}`}
        aria-hidden="true"
      >
        <span className="hatched" style={{ width: `${share}%` }} />
        <span className="flex-1 bg-current opacity-90" />
      </div>
      <p className="flex justify-between pt-1 text-label text-dim">
        <span>
          Waiting <Duration value={firstByte} />
        </span>
        <span>
          Receiving <Duration value={span.duration - firstByte} />
        </span>
      </p>
    </div>
  )
}
