import { Switch } from '@base-ui/react/switch'
import type { TimeWindow } from '@kymo/protocol'
import { TimeRange } from '../controls/time-range.tsx'
import { rangeText } from '../format/time.ts'
import { AppChoice } from '../shell/app-choice.tsx'
import { type ChangeSearch, DEFAULT_WINDOW, type PerformanceSearch, WINDOWS } from './search.ts'

interface RangePickerProps {
  readonly search: PerformanceSearch
  /** What the figures are over; undefined until they came. */
  readonly window: TimeWindow | undefined
  readonly onChange: ChangeSearch
}

/** The stretch of time that all figures of the page are over. */
export function RangePicker({ search, window, onChange }: RangePickerProps) {
  const custom = search.from !== undefined && search.to !== undefined
  return (
    <>
      <TimeRange
        window={search.window}
        fallback={DEFAULT_WINDOW}
        windows={WINDOWS}
        from={search.from}
        to={search.to}
        onChange={(chosen) => onChange({ window: chosen, from: undefined, to: undefined })}
      />
      {custom || window === undefined ? null : (
        <span className="hidden text-label whitespace-nowrap text-faint sm:inline">
          {rangeText(window.from, window.to)}
        </span>
      )}
      <AppChoice value={search.app} onChange={(app) => onChange({ app })} />
      <label
        className="ml-auto flex items-center gap-2 whitespace-nowrap text-dim"
        title="Requests for scripts, styles and images, and the framework's own traffic"
      >
        <Switch.Root
          checked={search.include === 'all'}
          onCheckedChange={(checked) => onChange({ include: checked ? 'all' : undefined })}
          className="flex h-4 w-7 shrink-0 rounded-full border border-edge p-px transition-colors data-checked:border-accent data-checked:bg-accent"
        >
          <Switch.Thumb className="size-3 rounded-full bg-edge transition-[translate] data-checked:translate-x-3 data-checked:bg-page" />
        </Switch.Root>
        Count files too
      </label>
    </>
  )
}
