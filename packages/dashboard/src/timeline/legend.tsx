import type { SpanView } from '@kymo/protocol'
import { KindSwatch } from '../status/kind.tsx'
import { type Hue, hueOf } from './span-facts.ts'

const KINDS: readonly (readonly [Hue, string])[] = [
  ['request', 'request'],
  ['action', 'action'],
  ['fetch', 'fetch'],
  ['render', 'render'],
  ['client', 'browser'],
]

/** Which hue is which kind of what is shown, and what hatching means. */
export function Legend({ spans }: { spans: readonly SpanView[] }) {
  const hues = new Set(spans.map(({ kind }) => hueOf(kind)))
  return (
    <span className="timeline-legend">
      {KINDS.filter(([hue]) => hues.has(hue)).map(([hue, word]) => (
        <span key={hue} className="flex items-center gap-1">
          <KindSwatch hue={hue} />
          {word}
        </span>
      ))}
      <span className="flex items-center gap-1">
        <span className="hatched h-2 w-3 rounded-[2px] text-dim" />
        waiting
      </span>
    </span>
  )
}
