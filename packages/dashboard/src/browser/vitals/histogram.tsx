import { VITAL_BOUNDS, type WebVital } from '@kymo/protocol'
import { useMemo } from 'react'
import { plural } from '../../format/plural.ts'
import { RATING_LOOKS, vitalText } from '../vital-text.ts'
import { type HistogramBar, histogramBars } from './histogram-bars.ts'

interface HistogramProps {
  readonly vital: WebVital
  readonly distribution: readonly { readonly to: number | null; readonly count: number }[]
}

/** How many page loads had which value, with the bounds of 'good' and 'poor'. */
export function Histogram({ vital, distribution }: HistogramProps) {
  const { bars, good, poor } = useMemo(() => histogramBars(vital, distribution), [vital, distribution])
  const bounds = VITAL_BOUNDS[vital]
  const words = (bar: HistogramBar) =>
    bar.to === null
      ? `more than ${vitalText(vital, bar.from)}`
      : `${vitalText(vital, bar.from)} to ${vitalText(vital, bar.to)}`
  const told = bars.filter(({ count }) => count > 0)
  return (
    <div
      role="img"
      aria-label={`Page loads by ${vital}: ${told.map((bar) => `${words(bar)}: ${bar.count}`).join('; ')}`}
      className="histogram"
    >
      <div className="histogram-bars">
        {bars.map((bar) => (
          <span key={bar.from + String(bar.to)} title={`${words(bar)}: ${plural(bar.count, 'load')}`}>
            <i
              className={RATING_LOOKS[bar.rating].tone}
              style={{ height: bar.count === 0 ? 0 : `max(2px, ${bar.height * 100}%)` }}
            />
          </span>
        ))}
        <Bound at={good} className="text-slow" />
        <Bound at={poor} className="text-error" />
      </div>
      <div aria-hidden="true" className="histogram-axis">
        <span className="histogram-good" style={{ left: `${good * 100}%` }}>
          good to {vitalText(vital, bounds.good)}
        </span>
        <span style={{ left: `${poor * 100}%` }}>poor from {vitalText(vital, bounds.poor)}</span>
        <span className="histogram-end">{vitalText(vital, bounds.poor * 2)} +</span>
      </div>
    </div>
  )
}

function Bound({ at, className }: { at: number; className: string }) {
  return <b className={className} style={{ left: `${at * 100}%` }} />
}
