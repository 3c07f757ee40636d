import type { ReactNode } from 'react'
import { Duration } from '../format/figures.tsx'
import { count } from '../format/quantity.ts'
import { KindSwatch } from '../status/kind.tsx'
import { StatusCode } from '../status/status-code.tsx'
import { failedFiles, groupWords, innermost } from './group-row.tsx'
import { hueOf, spanFacts } from './span-facts.ts'
import type { GroupTimelineRow, SpanTimelineRow, TimelineRow } from './span-tree.ts'

export interface Hovered {
  readonly key: string
  /** Of the pointer, in the window. */
  readonly x: number
  readonly y: number
  /** Right edge of the timeline. */
  readonly edge: number
}

interface HoverCardProps {
  readonly hovered: Hovered
  readonly rows: readonly TimelineRow[]
  readonly origin: number
}

const WIDTH = 280

/** The exact figures of the bar under the pointer. The detail has them for the keyboard. */
export function HoverCard({ hovered, rows, origin }: HoverCardProps) {
  const row = rows.find((candidate) => candidate.key === hovered.key)
  if (row === undefined) return null
  // Beside the pointer, on the side where it hides nothing but bars.
  const left = hovered.x + 14 + WIDTH < hovered.edge ? hovered.x + 14 : Math.max(8, hovered.x - WIDTH - 14)
  const below = hovered.y < window.innerHeight - 220
  return (
    <div
      aria-hidden="true"
      className="popup pointer-events-none fixed z-40 p-3"
      style={{
        left,
        width: WIDTH,
        ...(below ? { top: hovered.y + 16 } : { bottom: window.innerHeight - hovered.y + 12 }),
      }}
    >
      {row.kind === 'span' ? (
        <SpanFigures row={row} origin={origin} />
      ) : (
        <GroupFigures row={row} origin={origin} />
      )}
    </div>
  )
}

function SpanFigures({ row, origin }: { row: SpanTimelineRow; origin: number }) {
  const { span } = row
  const facts = spanFacts(span)
  return (
    <>
      <p className="flex items-center gap-2 pb-2">
        <KindSwatch hue={hueOf(span.kind)} />
        <span className="min-w-0 truncate font-mono">{facts.title}</span>
      </p>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5">
        <Line name="Begins at">
          <Duration value={row.startTime - origin} />
        </Line>
        <Line name="Takes">
          <Duration value={span.duration} />
        </Line>
        {facts.firstByte === null ? null : (
          <>
            <Line name="Waits for the first byte">
              <Duration value={facts.firstByte} />
            </Line>
            <Line name="Receives">
              <Duration value={span.duration - facts.firstByte} />
            </Line>
          </>
        )}
        {facts.statusCode === null ? null : (
          <Line name="Status">
            <StatusCode code={facts.statusCode} failed={facts.failed} />
          </Line>
        )}
        {facts.cache === null ? null : <Line name="Cache">{facts.cache}</Line>}
      </dl>
      {row.errors.map((error) => (
        <p key={`${error.time}-${error.type}`} className="line-clamp-3 pt-2 text-error">
          {error.type}: {error.message}
        </p>
      ))}
    </>
  )
}

/** Steps of the framework that are named. */
const MOST_STEPS = 5

function GroupFigures({ row, origin }: { row: GroupTimelineRow; origin: number }) {
  const failed = failedFiles(row)
  const longest = innermost(row.spans).toSorted((a, b) => b.duration - a.duration)
  return (
    <>
      <p className="pb-2">{groupWords(row)}</p>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5">
        <Line name="The first begins at">
          <Duration value={row.startTime - origin} />
        </Line>
        <Line name="From first to last">
          <Duration value={row.duration} />
        </Line>
        {row.kind === 'renders' ? (
          longest.slice(0, MOST_STEPS).map((step) => (
            <Line key={step.id} name={step.name}>
              <Duration value={step.duration} />
            </Line>
          ))
        ) : (
          <Line name="The longest takes">
            <Duration value={longest[0]?.duration ?? null} />
          </Line>
        )}
        {failed === 0 ? null : <Line name="Failed">{count(failed)}</Line>}
      </dl>
    </>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="truncate text-dim">{name}</dt>
      <dd className="text-right tabular-nums">{children}</dd>
    </>
  )
}
