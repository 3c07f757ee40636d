import { rateVital, type VitalRating, type WebVital } from '@kymo/protocol'
import { Mark } from '../status/mark.tsx'
import { RATING_LOOKS, vitalQuantity } from './vital-text.ts'

/** How a vital is rated: by colour, shape and word. */
export function RatingWord({ rating }: { rating: VitalRating }) {
  const { shape, tone, word } = RATING_LOOKS[rating]
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${tone}`}>
      <Mark shape={shape} />
      {word}
    </span>
  )
}

/** The value of a vital with the mark of its rating; a dash where there is none. */
export function VitalValue({ vital, value }: { vital: WebVital; value: number | null }) {
  const { value: figure, unit } = vitalQuantity(vital, value)
  if (value === null) return <span className="text-faint">–</span>
  const { shape, tone, word } = RATING_LOOKS[rateVital(vital, value)]
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap tabular-nums">
      <Mark shape={shape} className={tone} label={word} />
      <span>
        {figure}
        {unit === '' ? null : <span className="text-faint">&nbsp;{unit}</span>}
      </span>
    </span>
  )
}
