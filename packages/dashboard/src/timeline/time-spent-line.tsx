import type { SpanView } from '@kymo/protocol'
import { useMemo } from 'react'
import { Duration } from '../format/figures.tsx'
import { asText, duration, percent } from '../format/quantity.ts'
import { HUE_TEXT } from '../status/kind.tsx'
import { type Hue, spanFacts } from './span-facts.ts'
import { type SpentOn, timeSpent } from './time-spent.ts'

const LOOKS: Readonly<Record<SpentOn, { readonly word: string; readonly hue: Hue; readonly plain?: true }>> =
  {
    fetch: { word: 'waiting for fetches', hue: 'fetch' },
    compile: { word: 'compiling', hue: 'other' },
    action: { word: 'server action', hue: 'action' },
    handler: { word: 'route handler', hue: 'request' },
    render: { word: 'rendering', hue: 'render' },
    proxy: { word: 'proxy', hue: 'other' },
    server: { word: 'other work', hue: 'request', plain: true },
    sending: { word: 'sending', hue: 'request', plain: true },
    browser: { word: 'browser and network', hue: 'client' },
  }

/** Smaller parts are only drawn; those below the second where there is little room. Shares of the whole. */
const WORTH_A_WORD = 0.005
const MINOR = 0.1

interface TimeSpentLineProps {
  readonly spans: readonly SpanView[]
  /** Id of the request or navigation that the session began with. */
  readonly opener: string
  readonly onOpen: (span: SpanView) => void
}

/** Where the page's time went, in one line; each part leads to the longest thing that it is made of. */
export function TimeSpentLine({ spans, opener, onOpen }: TimeSpentLineProps) {
  const parts = useMemo(() => timeSpent(spans, opener), [spans, opener])
  if (parts.length === 0) return null
  return (
    <section aria-label="Where the time went" className="time-spent">
      <div className="time-spent-bar" aria-hidden="true">
        {parts.map(({ on, share }) => (
          <span
            key={on}
            className={`${HUE_TEXT[LOOKS[on].hue]} ${LOOKS[on].plain ? 'time-spent-plain' : ''}`}
            style={{ flexGrow: Math.max(share, 0.004) }}
          />
        ))}
      </div>
      <ul className="time-spent-parts">
        {parts
          .filter(({ share }) => share >= WORTH_A_WORD)
          .map(({ on, duration: value, share, longest }) => {
            const { word, hue, plain } = LOOKS[on]
            return (
              <li key={on} data-minor={share < MINOR || undefined}>
                <button
                  type="button"
                  className="flex items-center gap-1.5 hover:text-text"
                  title={`The longest: ${spanFacts(longest).title}, ${asText(duration(longest.duration))}`}
                  onClick={() => onOpen(longest)}
                >
                  <span
                    aria-hidden="true"
                    className={`time-spent-swatch ${HUE_TEXT[hue]} ${plain ? 'time-spent-plain' : ''}`}
                  />
                  {word}
                  <Duration value={value} className="text-text" />
                  <span className="text-faint">{asText(percent(Math.min(1, share)))}</span>
                </button>
              </li>
            )
          })}
      </ul>
    </section>
  )
}
