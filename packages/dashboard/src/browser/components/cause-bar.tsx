import { count } from '../../format/quantity.ts'
import { CAUSE_NAMES, CAUSE_TONES } from './cause-words.ts'
import { type ComponentRow, causeShares } from './order-components.ts'

/** Why a component rendered again: shares as a bar, and the most frequent in words. */
export function CauseBar({ causes }: { causes: ComponentRow['causes'] }) {
  const shares = causeShares(causes)
  if (shares.length === 0) return <span className="text-faint">–</span>
  const words = shares.map(({ cause, count: times }) => `${CAUSE_NAMES[cause]} ${count(times)}`)
  return (
    <span className="cause-line" title={words.join(', ')}>
      <span role="img" aria-label={words.join(', ')} className="cause-bar">
        {shares.map(({ cause, share }) => (
          <span key={cause} className={CAUSE_TONES[cause]} style={{ flexGrow: share }} />
        ))}
      </span>
      <span className="min-w-0 truncate text-dim">
        {shares.map(({ cause }) => CAUSE_NAMES[cause]).join(', ')}
      </span>
    </span>
  )
}
