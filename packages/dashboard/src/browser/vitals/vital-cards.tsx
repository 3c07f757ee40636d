import { type BrowserVitals, rateVital, VITAL_BOUNDS, type WebVital } from '@kymo/protocol'
import { useMemo } from 'react'
import { Sparkline } from '../../charts/sparkline.tsx'
import { plural } from '../../format/plural.ts'
import { asText, percent } from '../../format/quantity.ts'
import { RatingWord } from '../rating.tsx'
import { VITAL_NAMES, VITAL_WORDS, vitalQuantity } from '../vital-text.ts'
import { ratingShares } from './shares.ts'
import { SharesBar } from './shares-bar.tsx'

interface VitalCardsProps {
  readonly vitals: BrowserVitals
  readonly chosen: WebVital
  readonly stale: boolean
  readonly onChoose: (vital: WebVital) => void
}

/** The five vitals, each with what three quarters of page loads are within. */
export function VitalCards({ vitals, chosen, stale, onChoose }: VitalCardsProps) {
  return (
    <ul aria-label="Web vitals" className={`vital-cards ${stale ? 'opacity-60' : ''}`}>
      {vitals.vitals.map((figures) => (
        <VitalCard
          key={figures.vital}
          figures={figures}
          window={vitals.window}
          step={vitals.step}
          chosen={figures.vital === chosen}
          onChoose={() => onChoose(figures.vital)}
        />
      ))}
    </ul>
  )
}

interface VitalCardProps {
  readonly figures: BrowserVitals['vitals'][number]
  readonly window: BrowserVitals['window']
  readonly step: number
  readonly chosen: boolean
  readonly onChoose: () => void
}

function VitalCard({ figures, window, step, chosen, onChoose }: VitalCardProps) {
  const { vital, p75, count, ratings, trend } = figures
  const { value, unit } = vitalQuantity(vital, p75)
  const spark = useMemo(() => {
    const largest = Math.max(VITAL_BOUNDS[vital].good, ...trend.map((bucket) => bucket.p75))
    return {
      times: trend.map(({ time }) => time + step / 2),
      values: trend.map((bucket) => bucket.p75),
      from: window.from,
      to: window.to,
      top: largest * 1.1,
      gap: step * 1.5,
    }
  }, [trend, step, window, vital])
  const shares = ratingShares(ratings)
  return (
    <li className="vital-card" data-vital={vital} data-chosen={chosen || undefined}>
      <p className="flex items-baseline gap-2">
        <button
          type="button"
          aria-pressed={chosen}
          title={VITAL_NAMES[vital]}
          className="vital-name"
          onClick={onChoose}
        >
          {vital}
        </button>
        <span className="min-w-0 flex-1 truncate text-label text-faint" title={VITAL_NAMES[vital]}>
          {VITAL_WORDS[vital]}
        </span>
      </p>
      <div className="flex items-end gap-3">
        <p className="text-figure font-medium tracking-tight whitespace-nowrap tabular-nums">
          {value}
          {unit === '' ? null : <span className="text-prose text-faint">&nbsp;{unit}</span>}
        </p>
        <span className="min-w-0 flex-1 text-dim">
          <Sparkline figures={spark} />
        </span>
      </div>
      <p className="flex flex-wrap items-center gap-x-2 text-label">
        {p75 === null ? (
          <span className="text-faint">not told yet</span>
        ) : (
          <>
            <RatingWord rating={rateVital(vital, p75)} />
            <span className="ml-auto whitespace-nowrap text-faint">p75 of {plural(count, 'load')}</span>
          </>
        )}
      </p>
      <SharesBar ratings={ratings} />
      <p aria-hidden="true" className="flex justify-between gap-2 text-label text-faint tabular-nums">
        {shares.map(({ rating, share }) => (
          <span key={rating} className="whitespace-nowrap">
            {asText(percent(share))}
            {rating === 'needs-improvement' ? null : <span className="vital-share-word"> {rating}</span>}
          </span>
        ))}
      </p>
    </li>
  )
}
