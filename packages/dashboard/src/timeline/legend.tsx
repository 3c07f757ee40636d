import { KindSwatch } from '../status/kind.tsx'
import type { Hue } from './span-facts.ts'

const KINDS: readonly (readonly [Hue, string])[] = [
  ['request', 'request'],
  ['action', 'action'],
  ['fetch', 'fetch'],
  ['render', 'render'],
]

/** Which hue is which kind, and what hatching means. */
export function Legend() {
  return (
    <span className="timeline-legend">
      {KINDS.map(([hue, word]) => (
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
