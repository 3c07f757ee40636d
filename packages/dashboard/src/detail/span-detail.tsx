import type { Attributes, ErrorEvent, SpanView } from '@kymo/protocol'
import type { ReactNode } from 'react'
import { Duration, Size } from '../format/figures.tsx'
import { clockTime } from '../format/time.ts'
import { CacheBadge } from '../status/cache-badge.tsx'
import { HUE_TEXT } from '../status/kind.tsx'
import { Mark } from '../status/mark.tsx'
import { StatusCode } from '../status/status-code.tsx'
import { hueOf, spanFacts } from '../timeline/span-facts.ts'
import { type AttributeRow, attributeGroups } from './attribute-groups.ts'
import { AttributeTable } from './attribute-table.tsx'
import { ErrorDetail } from './error-detail.tsx'

interface SpanDetailProps {
  readonly span: SpanView
  readonly errors: readonly ErrorEvent[]
  /** Time zero of the session. */
  readonly origin: number | undefined
}

export function SpanDetail({ span, errors, origin }: SpanDetailProps) {
  const groups = [...attributeGroups(span.attributes), { name: 'Identity', rows: identity(span) }]
  return (
    <div className="pb-6">
      <Figures span={span} origin={origin} />
      <Phases span={span} />
      {errors.map((error) => (
        <ErrorDetail key={`${error.time}-${error.type}-${error.message}`} error={error} />
      ))}
      {groups.map((group) => (
        <section key={group.name} aria-label={group.name}>
          <h3 className="px-4 pt-5 pb-1 text-label text-faint">{group.name}</h3>
          <AttributeTable rows={group.rows} />
        </section>
      ))}
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

function number(attributes: Attributes, name: string): number | null {
  const value = attributes[name]
  return typeof value === 'number' ? value : null
}

function text(attributes: Attributes, name: string): string | null {
  const value = attributes[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** What is looked for first, in the same place for every span. */
function Figures({ span, origin }: { span: SpanView; origin: number | undefined }) {
  const { attributes } = span
  const facts = spanFacts(span)
  const size = number(attributes, 'http.response.body.size')
  const route = text(attributes, 'http.route')
  const reason = text(attributes, 'kymo.cache.reason')
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 px-4 pt-3 [&>dd]:leading-7 [&>dt]:leading-7">
      {facts.statusCode === null && !facts.failed && span.kind !== 'action' ? null : (
        <Line name="Status">
          {facts.statusCode === null ? (
            <Outcome failed={facts.failed} />
          ) : (
            <StatusCode code={facts.statusCode} failed={facts.failed} />
          )}
          {attributes['kymo.aborted'] === true ? (
            <span className="pl-2 text-dim">the client went away</span>
          ) : null}
        </Line>
      )}
      <Line name="Duration">
        <Duration value={span.duration} />
      </Line>
      <Line name="Started">
        {clockTime(span.startTime)}
        {origin === undefined || span.startTime <= origin ? null : (
          <span className="pl-2 text-dim">
            <Duration value={span.startTime - origin} /> into the session
          </span>
        )}
      </Line>
      {route === null ? null : (
        <Line name="Route">
          <code>{route}</code>
        </Line>
      )}
      {facts.cache === null ? null : (
        <Line name="Cache">
          <CacheBadge status={facts.cache as 'hit'} />
          {reason === null ? null : <span className="pl-2 text-dim">{reason}</span>}
        </Line>
      )}
      {size === null ? null : (
        <Line name="Size">
          <Size value={size} />
        </Line>
      )}
    </dl>
  )
}

function Outcome({ failed }: { failed: boolean }) {
  return (
    <span className={`inline-flex items-center gap-1.5 ${failed ? 'text-error' : ''}`}>
      <Mark shape={failed ? 'cross' : 'dot'} className={failed ? '' : 'text-ok'} />
      {failed ? 'failed' : 'ok'}
    </span>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
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
