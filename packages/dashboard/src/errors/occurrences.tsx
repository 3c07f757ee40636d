import type { ErrorEvent } from '@kymo/protocol'
import { Age } from '../clock/age.tsx'
import { absoluteTime } from '../format/time.ts'
import { Mark } from '../status/mark.tsx'

interface OccurrencesProps {
  /** Newest first. */
  readonly errors: readonly ErrorEvent[]
  /** Index of the one that is shown. */
  readonly shown: number
  readonly onShow: (index: number) => void
}

/** When it happened; each leads to its own stack and session. */
export function Occurrences({ errors, shown, onShow }: OccurrencesProps) {
  return (
    <section aria-label="When it happened">
      <h3 className="px-4 pt-5 pb-1 text-label text-faint">When it happened</h3>
      <ul className="px-4">
        {errors.map((error, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several may have happened at once
          <li key={`${error.time}-${index}`} className="border-t border-hairline">
            <button
              type="button"
              aria-pressed={index === shown}
              className="flex h-7 w-full items-center gap-3 text-left hover:bg-row-hover aria-pressed:bg-row-selected aria-pressed:shadow-[inset_2px_0_var(--accent)]"
              onClick={() => onShow(index)}
            >
              <Mark shape={index === shown ? 'dot' : 'ring'} className="ml-2 text-faint" />
              <span className="tabular-nums">{absoluteTime(error.time)}</span>
              <span className="min-w-0 flex-1 truncate text-dim">
                {error.message === errors[0]?.message ? '' : error.message}
              </span>
              <Age time={error.time} ago className="pr-2 text-dim" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
