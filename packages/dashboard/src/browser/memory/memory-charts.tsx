import type { BrowserMemory } from '@kymo/protocol'
import { useMemo, useState } from 'react'
import { valueAxis } from '../../charts/axes.ts'
import { countStep } from '../../charts/axis-steps.ts'
import { type AxisOf, LineChart } from '../../charts/line-chart.tsx'
import { decimalStep } from '../../format/duration-axis.ts'
import { asText, count, size } from '../../format/quantity.ts'
import { timeOfDay } from '../../format/time.ts'
import { CHARTED, memoryColumns } from './memory-columns.ts'
import { amount, FIGURE_NAMES } from './memory-words.ts'

interface MemoryChartsProps {
  readonly memory: BrowserMemory
  /** Milliseconds since the epoch. */
  readonly onZoom: (from: number, to: number) => void
}

const bytesAxis: AxisOf = (ink) =>
  valueAxis(ink, {
    series: 1,
    lines: 2,
    stepOf: decimalStep,
    write: (value) => {
      const { value: figure, unit } = size(value)
      return asText({ value: String(Number(figure)), unit })
    },
  })
const countAxis: AxisOf = (ink) => valueAxis(ink, { series: 1, lines: 1, stepOf: countStep, write: count })

/** The memory of one page over time, one figure below the other, with one cross-hair. */
export function MemoryCharts({ memory, onZoom }: MemoryChartsProps) {
  const { samples, window } = memory
  const [cursor, setCursor] = useState<number | null>(null)
  const { times, values } = useMemo(() => memoryColumns(samples), [samples])
  const shown = CHARTED.filter((figure) => values[figure].some((value) => value !== null))
  const at = cursor ?? times.length - 1
  const time = times[at]
  // A page is younger than the window: what was before it is no gap.
  const from = Math.max(window.from / 1000, (times[0] ?? 0) - 5)
  const to = Math.max(from + 10, Math.min(window.to / 1000, (times.at(-1) ?? 0) + 5))
  return (
    <div className="line-charts pb-3">
      <p className="px-4 text-right text-label text-faint">
        {cursor === null || time === undefined ? 'newest; drag to zoom' : timeOfDay(time * 1000)}
      </p>
      {shown.map((figure, index) => {
        const value = values[figure][at] ?? null
        return (
          <LineChart
            key={figure}
            name={FIGURE_NAMES[figure]}
            figure={value === null ? '–' : amount(figure, value)}
            times={times}
            values={values[figure]}
            axisOf={figure === 'used' ? bytesAxis : countAxis}
            last={index === shown.length - 1}
            className={figure === 'used' ? 'h-32' : index === shown.length - 1 ? 'h-20' : 'h-14'}
            from={from}
            to={to}
            group="memory"
            onCursor={setCursor}
            onZoom={(a, b) => onZoom(a * 1000, b * 1000)}
          />
        )
      })}
    </div>
  )
}
