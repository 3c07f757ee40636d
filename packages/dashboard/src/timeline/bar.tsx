import type { CacheStatus, ErrorEvent } from '@kymo/protocol'
import { CacheBadge } from '../status/cache-badge.tsx'
import { HUE_TEXT } from '../status/kind.tsx'
import { Mark } from '../status/mark.tsx'
import { StatusCode } from '../status/status-code.tsx'
import { placed, type Range } from './scale.ts'
import { hueOf, type SpanFacts } from './span-facts.ts'
import type { SpanTimelineRow } from './span-tree.ts'

interface BarProps {
  readonly row: SpanTimelineRow
  readonly facts: SpanFacts
  readonly failed: boolean
  readonly origin: number
  readonly range: Range
}

export const percent = (share: number) => `${(share * 100).toFixed(4)}%`

/** Waiting hatched up to the first byte, the rest filled; errors where they happened. */
export function Bar({ row, facts, failed, origin, range }: BarProps) {
  const { span, errors } = row
  const start = span.startTime - origin
  const end = start + span.duration
  const place = placed(start, end, range)
  if (place === undefined) return <OffSide before={end < range.from} />
  const { left, width } = place
  const firstByte = facts.firstByte === null ? null : start + facts.firstByte
  const waiting = firstByte === null ? undefined : placed(start, firstByte, range)

  return (
    <>
      <span
        className={`bar ${HUE_TEXT[hueOf(span.kind)]} ${failed ? 'bar-failed' : ''}`}
        style={{ left: percent(left), width: percent(width) }}
      >
        {waiting === undefined || width === 0 ? null : (
          <span className="hatched bar-waiting" style={{ width: percent(waiting.width / width) }} />
        )}
        <span className="bar-solid" />
      </span>
      {firstByte === null || firstByte <= range.from || firstByte >= range.to ? null : (
        <span
          className={`bar-first-byte ${HUE_TEXT[hueOf(span.kind)]}`}
          style={{ left: percent((firstByte - range.from) / (range.to - range.from)) }}
        />
      )}
      <ErrorMarks errors={errors} origin={origin} range={range} />
      {failed && errors.length === 0 ? <ErrorMark at={left + width} /> : null}
      <BarNotes left={left} width={width} facts={facts} />
    </>
  )
}

interface ErrorMarksProps {
  readonly errors: readonly ErrorEvent[]
  readonly origin: number
  readonly range: Range
}

/** Each where it happened. */
export function ErrorMarks({ errors, origin, range }: ErrorMarksProps) {
  return errors.map((error, index) => {
    const at = error.time - origin
    const place = placed(at, at, range)
    return place === undefined ? null : <ErrorMark key={`${at}-${index.toString()}`} at={place.left} />
  })
}

function ErrorMark({ at }: { at: number }) {
  return (
    <span className="bar-error" style={{ left: percent(at) }}>
      <Mark shape="diamond" />
    </span>
  )
}

/** Cache and status: where they are worth a word. */
function BarNotes({ left, width, facts }: { left: number; width: number; facts: SpanFacts }) {
  const { statusCode, cache, failed } = facts
  const status =
    statusCode !== null && (statusCode >= 300 || failed) ? (
      <StatusCode code={statusCode} failed={failed} />
    ) : null
  const badge = cache === null || cache === 'unknown' ? null : <CacheBadge status={cache as CacheStatus} />
  if (status === null && badge === null) return null
  const end = left + width
  const after = end <= 0.86
  // Neither side has room: the detail says it.
  if (!after && left < 0.14) return null
  return (
    <span className="bar-notes" style={after ? { left: percent(end) } : { right: percent(1 - left) }}>
      {badge}
      {status}
    </span>
  )
}

/** Says on which side of the visible part the bar is. */
export function OffSide({ before }: { before: boolean }) {
  return <span className={`bar-off ${before ? 'left-1' : 'right-1'}`}>{before ? '‹' : '›'}</span>
}
