import { Popover } from '@base-ui/react/popover'
import { PAGE_HEALTH_PARTS, PAGE_HEALTH_WEIGHTS } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { healthQuery } from '../api/browser.ts'
import { Icon } from '../controls/icon.tsx'
import { healthLook } from '../status/health-look.ts'
import { Mark } from '../status/mark.tsx'
import { Meter } from '../status/meter.tsx'
import { PART_NAMES, partReason } from './health-parts.ts'
import { type BrowserSearch, browserFilter, browserWords } from './search.ts'

/** How healthy pages are, from 0 to 100, and behind it what that is made of. */
export function HealthScore({ search }: { search: BrowserSearch }) {
  const { data } = useQuery(healthQuery(browserFilter(search)))
  if (data === undefined) return null
  const { score, parts } = data.health
  const { word, shape, tone } = healthLook(score)
  const value = score === null ? null : Math.round(score)
  return (
    <Popover.Root>
      <Popover.Trigger className="flex shrink-0 items-center gap-2 rounded-sm px-1.5 text-dim hover:text-text">
        <span className="max-md:sr-only">Health</span>
        {value === null ? null : (
          <span className="font-medium text-text tabular-nums">
            {value}
            <span className="sr-only"> of 100</span>
          </span>
        )}
        <span className={`flex items-center gap-1.5 ${tone}`}>
          <Mark shape={shape} />
          <span className="max-sm:sr-only">{word}</span>
        </span>
        <Icon name="down" size={12} className="text-faint" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className="z-50">
          <Popover.Popup className="popup w-[min(28rem,calc(100vw-1rem))] p-4">
            <Popover.Title className="flex items-baseline gap-2 text-prose font-medium">
              Health of pages
              <span className={`ml-auto flex items-center gap-1.5 ${tone}`}>
                <Mark shape={shape} />
                {word}
              </span>
              {value === null ? null : <span className="tabular-nums">{value}</span>}
            </Popover.Title>
            <Popover.Description className="pb-2 text-label text-dim">
              From 0 to 100, {browserWords(search)}: the mean of what is known, by weight.
            </Popover.Description>
            <ul aria-label="Parts of the score">
              {PAGE_HEALTH_PARTS.map((name) => {
                const part = parts.find((known) => known.name === name)
                const look = healthLook(part?.score ?? null)
                return (
                  <li key={name} className="page-health-part">
                    <span className={part === undefined ? 'text-faint' : ''}>
                      {PART_NAMES[name]}
                      <span className="text-faint" title="Weight in the score">
                        {' '}
                        ×{PAGE_HEALTH_WEIGHTS[name]}
                      </span>
                    </span>
                    <span className={look.tone}>
                      {part === undefined ? null : <Meter name={PART_NAMES[name]} value={part.score} />}
                    </span>
                    <span className={`text-right tabular-nums ${part === undefined ? 'text-faint' : ''}`}>
                      {part === undefined ? '–' : Math.round(part.score)}
                    </span>
                    <span className="text-label text-dim">
                      {partReason(name, data.figures) ?? 'nothing is known'}
                    </span>
                  </li>
                )
              })}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
