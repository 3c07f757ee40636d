import type { SpanView } from '@kymo/protocol'
import { plural } from '../format/plural.ts'
import { count } from '../format/quantity.ts'
import { OffSide, percent } from './bar.tsx'
import { busyStretches, isFailedFile } from './files.ts'
import { placed, type Range } from './scale.ts'
import type { FilesTimelineRow } from './span-tree.ts'

export function failedFiles(files: readonly SpanView[]): number {
  return files.filter(isFailedFile).length
}

/** How many files there are, and whether some are missing. */
export function FilesName({ row }: { row: FilesTimelineRow }) {
  const failed = failedFiles(row.files)
  return (
    <span
      className="min-w-0 truncate text-dim"
      title="Scripts, styles, images and the framework's own requests"
    >
      {plural(row.files.length, 'file')}
      {failed === 0 ? null : <span className="text-error">, {count(failed)} failed</span>}
    </span>
  )
}

/** From the first to the last, and where in between something was under way. */
export function FilesBar({ row, origin, range }: { row: FilesTimelineRow; origin: number; range: Range }) {
  const start = row.startTime - origin
  const whole = placed(start, start + row.duration, range)
  if (whole === undefined) return <OffSide before={start < range.from} />
  return (
    <>
      <span className="files-line" style={{ left: percent(whole.left), width: percent(whole.width) }} />
      {busyStretches(row.files).map((stretch) => {
        const place = placed(stretch.start - origin, stretch.end - origin, range)
        return place === undefined ? null : (
          <span
            key={stretch.start}
            className="files-busy"
            style={{ left: percent(place.left), width: percent(place.width) }}
          />
        )
      })}
    </>
  )
}
