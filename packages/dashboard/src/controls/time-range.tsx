import { type RangeSearch, WINDOW_LABELS, type WindowName } from '../address/time-range.ts'
import { rangeText } from '../format/time.ts'
import { Icon } from './icon.tsx'
import { Segments } from './segments.tsx'

interface TimeRangeProps<Window extends WindowName> extends RangeSearch<Window> {
  /** The one that goes without saying. */
  readonly fallback: Window
  readonly windows: readonly Window[]
  /** Undefined for the fallback. Ends the zoom, too. */
  readonly onChange: (window: Window | undefined) => void
}

/** The stretch of time that a page is of. */
export function TimeRange<Window extends WindowName>({
  window,
  fallback,
  windows,
  from,
  to,
  onChange,
}: TimeRangeProps<Window>) {
  const zoomed = from !== undefined && to !== undefined
  return (
    <>
      <Segments
        label="Time range"
        value={zoomed ? undefined : (window ?? fallback)}
        options={windows.map((value) => ({ value, label: WINDOW_LABELS[value] }))}
        onChange={(chosen) => onChange(chosen === fallback ? undefined : chosen)}
      />
      {zoomed ? (
        <button
          type="button"
          className="control border-accent! bg-accent-fill px-2 text-text"
          onClick={() => onChange(window)}
          aria-label="End the zoom"
        >
          {rangeText(from, to)}
          <Icon name="close" size={12} />
        </button>
      ) : null}
    </>
  )
}
