import { type BrowserVitals, VITAL_BOUNDS } from '@kymo/protocol'
import { useMemo, useState } from 'react'
import { alignBuckets } from '../../charts/align-buckets.ts'
import { valueAxis } from '../../charts/axes.ts'
import { type AxisOf, durationAxis, LineChart, type Threshold } from '../../charts/line-chart.tsx'
import { decimalStep } from '../../format/duration-axis.ts'
import { asText, roundDuration } from '../../format/quantity.ts'
import { timeOfDay } from '../../format/time.ts'
import { vitalText } from '../vital-text.ts'

interface VitalTrendProps {
  readonly figures: BrowserVitals['vitals'][number]
  readonly window: BrowserVitals['window']
  readonly step: number
  /** Milliseconds since the epoch. */
  readonly onZoom: (from: number, to: number) => void
}

/** Shifts have no unit. */
const shiftAxis: AxisOf = (ink) =>
  valueAxis(ink, {
    series: 1,
    lines: 2,
    stepOf: decimalStep,
    write: (value) => String(Number(value.toFixed(3))),
  })

/** The 75th percentile over time, with the bounds of 'good' and 'poor'. */
export function VitalTrend({ figures, window, step, onZoom }: VitalTrendProps) {
  const { vital, trend } = figures
  const [cursor, setCursor] = useState<number | null>(null)
  const columns = useMemo(() => alignBuckets(trend, step, ({ p75 }) => p75), [trend, step])
  const at = cursor ?? columns.times.length - 1
  const time = columns.times[at]
  const value = columns.values[at] ?? null
  const thresholds: Threshold[] = [
    { value: VITAL_BOUNDS[vital].good, tone: 'slow' },
    { value: VITAL_BOUNDS[vital].poor, tone: 'error' },
  ]
  return (
    <LineChart
      key={vital}
      name={`${vital} p75`}
      figure={
        <>
          {value === null ? '–' : vitalText(vital, value)}
          <span className="pl-2 text-label text-faint">
            {cursor === null || time === undefined
              ? `newest; each point is ${asText(roundDuration(step))}, drag to zoom`
              : `${timeOfDay(time * 1000 - step / 2)} + ${asText(roundDuration(step))}`}
          </span>
        </>
      }
      times={columns.times}
      values={columns.values}
      axisOf={vital === 'CLS' ? shiftAxis : durationAxis}
      thresholds={thresholds}
      last
      className="h-44"
      from={window.from / 1000}
      to={window.to / 1000}
      group={`vital-${vital}`}
      onCursor={setCursor}
      onZoom={(from, to) => onZoom(from * 1000, to * 1000)}
    />
  )
}
