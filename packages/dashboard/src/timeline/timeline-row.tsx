import type { SpanView } from '@kymo/protocol'
import { memo } from 'react'
import { Icon } from '../controls/icon.tsx'
import { Duration } from '../format/figures.tsx'
import { asText, count, duration } from '../format/quantity.ts'
import { HUE_TEXT, KindSwatch } from '../status/kind.tsx'
import { Bar } from './bar.tsx'
import type { Range } from './scale.ts'
import { hueOf, type SpanFacts, spanFacts } from './span-facts.ts'
import type { TimelineRow } from './span-tree.ts'

interface TimelineRowProps {
  readonly id: string
  readonly index: number
  readonly row: TimelineRow
  readonly top: number
  readonly origin: number
  readonly range: Range
  readonly twoLines: boolean
  readonly cursor: boolean
  readonly selected: boolean
  readonly onToggle: (spanId: string, collapse: boolean) => void
  readonly onClick: (span: SpanView) => void
}

/** Levels beyond this are not indented further. */
const DEEPEST = 12
const INDENT = 14

export const TimelineRowView = memo(function TimelineRowView(props: TimelineRowProps) {
  const { row, twoLines } = props
  const { span } = row
  const facts = spanFacts(span)
  const failed = facts.failed || row.errors.length > 0

  return (
    <div
      role="row"
      id={props.id}
      aria-rowindex={props.index + 1}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.descendants > 0 ? !row.collapsed : undefined}
      aria-selected={props.selected}
      data-cursor={props.cursor || undefined}
      className={`timeline-row ${twoLines ? 'timeline-two-lines' : ''}`}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={() => props.onClick(span)}
    >
      <div role="gridcell" className="timeline-name">
        <Rails row={row} />
        {row.descendants === 0 ? (
          <span className="w-4 shrink-0" />
        ) : (
          <Twisty row={row} onToggle={() => props.onToggle(span.id, !row.collapsed)} />
        )}
        <KindSwatch hue={hueOf(span.kind)} label />
        <Name span={span} facts={facts} failed={failed} />
        {row.collapsed ? <span className="text-label text-faint">+{count(row.descendants)}</span> : null}
        <Duration value={span.duration} className="ml-auto shrink-0 pl-2 text-dim" />
      </div>
      <div role="gridcell" data-bars={span.id} className="timeline-bars">
        <span className="sr-only">{barLabel(span, facts, props.origin)}</span>
        <Bar row={row} facts={facts} failed={failed} origin={props.origin} range={props.range} />
      </div>
    </div>
  )
})

function barLabel(span: SpanView, facts: SpanFacts, origin: number): string {
  const start = asText(duration(Math.max(0, span.startTime - origin)))
  const first = facts.firstByte === null ? '' : `, first byte after ${asText(duration(facts.firstByte))}`
  return `starts at ${start}, takes ${asText(duration(span.duration))}${first}`
}

function Name({ span, facts, failed }: { span: SpanView; facts: SpanFacts; failed: boolean }) {
  const http = span.kind === 'request' || span.kind === 'fetch'
  const tone = failed ? 'text-error' : span.kind === 'render' || span.kind === 'internal' ? 'text-dim' : ''
  return (
    <span
      className={`min-w-0 truncate ${http || span.kind === 'action' ? 'font-mono' : ''} ${tone}`}
      title={facts.title}
    >
      {facts.method === null || facts.method === 'GET' ? null : (
        <span className="text-dim">{facts.method} </span>
      )}
      {facts.title}
      {facts.host === null ? null : <span className="text-faint"> {facts.host}</span>}
    </span>
  )
}

/** Lines that lead from a parent to its children. */
function Rails({ row }: { row: TimelineRow }) {
  const depth = Math.min(row.depth, DEEPEST)
  if (depth === 0) return null
  const passing = row.rails.slice(-(depth - 1)).flatMap((on, level) => (on && depth > 1 ? [level] : []))
  const hasLater = row.position < row.siblings
  return (
    <span aria-hidden="true" className="relative h-full shrink-0" style={{ width: depth * INDENT }}>
      {passing.map((level) => (
        <i key={level} className="rail" style={{ left: level * INDENT + 7 }} />
      ))}
      <i
        className={`rail ${hasLater ? 'rail-tee' : 'rail-end'}`}
        style={{ left: (depth - 1) * INDENT + 7 }}
      />
    </span>
  )
}

function Twisty({ row, onToggle }: { row: TimelineRow; onToggle: () => void }) {
  return (
    // The arrow keys do the same for those who do not point.
    <span
      className={`grid h-7 w-4 shrink-0 place-items-center hover:text-text ${HUE_TEXT[hueOf(row.span.kind)]}`}
      onClick={(event) => {
        event.stopPropagation()
        onToggle()
      }}
    >
      <Icon name="chevron" size={12} className={row.collapsed ? '' : 'rotate-90'} />
    </span>
  )
}
