import type { SpanView } from '@kymo/protocol'
import { memo } from 'react'
import { Icon } from '../controls/icon.tsx'
import { Duration } from '../format/figures.tsx'
import { asText, count, duration } from '../format/quantity.ts'
import { HUE_TEXT, KindSwatch } from '../status/kind.tsx'
import { Tags } from '../status/tags.tsx'
import { Bar, ErrorMarks } from './bar.tsx'
import { isFile, splitFile } from './files.ts'
import { GROUP_HUES, GroupBar, GroupName } from './group-row.tsx'
import type { Range } from './scale.ts'
import { type Hue, hueOf, type SpanFacts, spanFacts } from './span-facts.ts'
import type { GroupTimelineRow, SpanTimelineRow, TimelineRow } from './span-tree.ts'

interface TimelineRowProps {
  readonly id: string
  readonly index: number
  readonly row: TimelineRow
  readonly top: number
  readonly origin: number
  readonly range: Range
  readonly twoLines: boolean
  readonly deepest: number
  readonly cursor: boolean
  readonly selected: boolean
  readonly onToggle: (key: string, collapse: boolean) => void
  readonly onClick: (row: TimelineRow) => void
}

const INDENT = 14

/** Levels beyond this are not indented further: most of the width is for names. @param width of the names */
export function deepestLevel(width: number): number {
  return Math.min(12, Math.max(3, Math.floor((width * 0.4) / INDENT)))
}

export const TimelineRowView = memo(function TimelineRowView(props: TimelineRowProps) {
  const { row, twoLines } = props
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
      onClick={() => props.onClick(row)}
    >
      {row.kind === 'span' ? <SpanCells {...props} row={row} /> : <GroupCells {...props} row={row} />}
    </div>
  )
})

function GroupCells(props: TimelineRowProps & { readonly row: GroupTimelineRow }) {
  const { row, deepest, origin, range, onToggle } = props
  const hue = GROUP_HUES[row.kind]
  return (
    <>
      <div role="gridcell" className="timeline-name">
        <Rails row={row} deepest={deepest} />
        <Twisty row={row} hue={hue} onToggle={() => onToggle(row.key, !row.collapsed)} />
        <KindSwatch hue={hue} />
        <GroupName row={row} />
        <Duration value={row.duration} className="ml-auto shrink-0 pl-2 text-dim" />
      </div>
      <div role="gridcell" data-bars={row.key} className="timeline-bars">
        <span className="sr-only">{placeLabel(row, origin)}</span>
        <GroupBar row={row} origin={origin} range={range} />
        <ErrorMarks errors={row.errors} origin={origin} range={range} />
      </div>
    </>
  )
}

function SpanCells({
  row,
  deepest,
  origin,
  range,
  onToggle,
}: TimelineRowProps & { readonly row: SpanTimelineRow }) {
  const { span } = row
  const facts = spanFacts(span)
  const failed = facts.failed || row.errors.length > 0
  const hue = hueOf(span.kind)
  const firstByte = facts.firstByte === null ? '' : `, first byte after ${asText(duration(facts.firstByte))}`
  return (
    <>
      <div role="gridcell" className="timeline-name">
        <Rails row={row} deepest={deepest} />
        {row.descendants === 0 ? (
          <span className="w-4 shrink-0" />
        ) : (
          <Twisty row={row} hue={hue} onToggle={() => onToggle(row.key, !row.collapsed)} />
        )}
        <KindSwatch hue={hue} label />
        {isFile(span) ? <FileName facts={facts} /> : <Name span={span} facts={facts} failed={failed} />}
        <Tags of={facts.tags} />
        {row.collapsed ? <span className="text-label text-faint">+{count(row.descendants)}</span> : null}
        <Duration value={span.duration} className="ml-auto shrink-0 pl-2 text-dim" />
      </div>
      <div role="gridcell" data-bars={row.key} className="timeline-bars">
        <span className="sr-only">{`${placeLabel(row, origin)}${firstByte}`}</span>
        <Bar row={row} facts={facts} failed={failed} origin={origin} range={range} />
      </div>
    </>
  )
}

function placeLabel(row: TimelineRow, origin: number): string {
  const start = asText(duration(Math.max(0, row.startTime - origin)))
  return `starts at ${start}, takes ${asText(duration(row.duration))}`
}

/** Files are told apart by how they end: their folder is what is cut off. */
function FileName({ facts }: { facts: SpanFacts }) {
  const { folder, file } = splitFile(facts.title)
  const failed = facts.failed || (facts.statusCode !== null && facts.statusCode >= 400)
  return (
    <span
      className={`flex min-w-0 gap-2 font-mono ${failed ? 'text-error' : 'text-dim'}`}
      title={facts.title}
    >
      <span className="max-w-full shrink-0 truncate">{file}</span>
      <span className="min-w-0 truncate text-faint">{folder}</span>
    </span>
  )
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
function Rails({ row, deepest }: { row: TimelineRow; deepest: number }) {
  const depth = Math.min(row.depth, deepest)
  if (depth === 0) return null
  const passing = row.rails.slice(0, depth - 1).flatMap((on, level) => (on && depth > 1 ? [level] : []))
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

function Twisty({ row, hue, onToggle }: { row: TimelineRow; hue: Hue; onToggle: () => void }) {
  return (
    // The arrow keys do the same for those who do not point.
    <span
      className={`grid h-7 w-4 shrink-0 place-items-center hover:text-text ${HUE_TEXT[hue]}`}
      onClick={(event) => {
        event.stopPropagation()
        onToggle()
      }}
    >
      <Icon name="chevron" size={12} className={row.collapsed ? '' : 'rotate-90'} />
    </span>
  )
}
