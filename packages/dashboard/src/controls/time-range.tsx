import { rangeText } from '../format/time.ts'
import { Icon } from './icon.tsx'
import { Segments } from './segments.tsx'

interface TimeRangeProps<Window extends string> {
  /** The stretch up to now; undefined for the one that goes without saying. */
  readonly window: Window | undefined
  readonly fallback: Window
  readonly options: readonly { readonly value: Window; readonly label: string }[]
  /** What was zoomed to, in place of a window. Milliseconds since the epoch. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Ends the zoom, too. */
  readonly onChange: (window: Window | undefined) => void
}

/** The stretch of time that a page is of. */
export function TimeRange<Window extends string>({
  window,
  fallback,
  options,
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
        options={options}
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
