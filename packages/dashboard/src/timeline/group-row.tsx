import type { SpanView } from '@kymo/protocol'
import { plural } from '../format/plural.ts'
import { count } from '../format/quantity.ts'
import { HUE_TEXT } from '../status/kind.tsx'
import { OffSide, percent } from './bar.tsx'
import { busyStretches, isFailedFile } from './files.ts'
import { placed, type Range } from './scale.ts'
import type { Hue } from './span-facts.ts'
import type { GroupTimelineRow } from './span-tree.ts'

export const GROUP_HUES: Readonly<Record<GroupTimelineRow['kind'], Hue>> = {
  files: 'other',
  renders: 'render',
}

const GROUP_TITLES: Readonly<Record<GroupTimelineRow['kind'], string>> = {
  files: "Scripts, styles, images and the framework's own requests",
  renders: 'What the framework did to answer: compiling, loading, rendering',
}

export function failedFiles({ kind, spans }: GroupTimelineRow): number {
  return kind === 'files' ? spans.filter(isFailedFile).length : 0
}

export function groupWords({ kind, spans }: GroupTimelineRow): string {
  return kind === 'files' ? plural(spans.length, 'file') : plural(spans.length, 'render step')
}

/** Steps that no other step of the group is within: what was really done, at each moment. */
export function innermost(spans: readonly SpanView[]): SpanView[] {
  const parents = new Set(spans.map(({ parentId }) => parentId))
  return spans.filter(({ id }) => !parents.has(id))
}

/** How many there are, and whether some failed. */
export function GroupName({ row }: { row: GroupTimelineRow }) {
  const failed = failedFiles(row)
  return (
    <span className="min-w-0 truncate text-dim" title={GROUP_TITLES[row.kind]}>
      {groupWords(row)}
      {failed === 0 ? null : <span className="text-error">, {count(failed)} failed</span>}
    </span>
  )
}

/** From the first to the last, and where in between something was under way. */
export function GroupBar({ row, origin, range }: { row: GroupTimelineRow; origin: number; range: Range }) {
  const start = row.startTime - origin
  const whole = placed(start, start + row.duration, range)
  if (whole === undefined) return <OffSide before={start < range.from} />
  const spans = row.kind === 'renders' ? innermost(row.spans) : row.spans
  return (
    <span className={HUE_TEXT[GROUP_HUES[row.kind]]}>
      <span className="group-line" style={{ left: percent(whole.left), width: percent(whole.width) }} />
      {busyStretches(spans).map((stretch) => {
        const place = placed(stretch.start - origin, stretch.end - origin, range)
        return place === undefined ? null : (
          <span
            key={stretch.start}
            className="group-busy"
            style={{ left: percent(place.left), width: percent(place.width) }}
          />
        )
      })}
    </span>
  )
}
