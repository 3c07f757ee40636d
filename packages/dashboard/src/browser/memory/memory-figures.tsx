import type { BrowserMemory } from '@kymo/protocol'
import { amount, FIGURE_NAMES, growthWords } from './memory-words.ts'

const SHOWN = ['used', 'page', 'nodes', 'listeners', 'detached'] as const

/** How much it is now, and how fast it grows. */
export function MemoryFigures({ memory }: { memory: BrowserMemory }) {
  const newest = memory.samples.at(-1)
  const growth = memory.samples.findLast((sample) => sample.growth !== undefined)?.growth ?? null
  const unit = newest?.used === undefined ? 'nodes' : 'bytes'
  return (
    <dl className="memory-figures">
      {SHOWN.map((figure) => {
        const value = newest?.[figure]
        if (value === undefined && figure === 'page') return null
        return (
          <div key={figure}>
            <dt className="truncate text-label text-dim">{FIGURE_NAMES[figure]}</dt>
            <dd className="truncate text-figure font-medium tracking-tight">
              {value === undefined ? <span className="text-faint">–</span> : amount(figure, value)}
            </dd>
            {figure === 'used' && newest?.limit !== undefined ? (
              <dd className="truncate text-label text-faint">of at most {amount('limit', newest.limit)}</dd>
            ) : null}
          </div>
        )
      })}
      <div>
        <dt className="truncate text-label text-dim">Growth</dt>
        <dd className={`text-prose font-medium ${growth === null ? 'text-faint' : ''}`}>
          {growthWords(growth, unit)}
        </dd>
        <dd className="text-label text-faint">the trend of all samples, not of two</dd>
      </div>
    </dl>
  )
}
