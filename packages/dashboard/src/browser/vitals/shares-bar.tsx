import type { VitalFigures } from '@kymo/protocol'
import { asText, percent } from '../../format/quantity.ts'
import { RATING_LOOKS } from '../vital-text.ts'
import { ratingShares } from './shares.ts'

/** How many page loads were good, needed improvement or were poor, as one bar. */
export function SharesBar({ ratings }: { ratings: VitalFigures['ratings'] }) {
  const shares = ratingShares(ratings)
  if (shares.length === 0) return <span className="shares-bar" />
  const words = shares.map(
    ({ rating, share }) => `${asText(percent(share))} ${RATING_LOOKS[rating].word.toLowerCase()}`,
  )
  return (
    <span role="img" aria-label={words.join(', ')} title={words.join(', ')} className="shares-bar">
      {shares.map(({ rating, share }) =>
        share === 0 ? null : (
          <span
            key={rating}
            className={RATING_LOOKS[rating].tone}
            data-rating={rating}
            style={{ flexGrow: share }}
          />
        ),
      )}
    </span>
  )
}
