import { type ReactNode, useMemo, useRef } from 'react'
import uPlot from 'uplot'
import { axisDurationText, durationStep } from '../format/duration-axis.ts'
import { runs } from './align-series.ts'
import { timeAxis, valueAxis } from './axes.ts'
import { Chart } from './chart.tsx'
import type { Ink } from './ink.ts'

export type AxisOf = (ink: Ink) => ReturnType<typeof valueAxis>

/** A value that is worth a line across the chart. */
export interface Threshold {
  readonly value: number
  readonly tone: 'slow' | 'error'
}

interface LineChartProps {
  readonly name: string
  /** Under the cross-hair, else the newest. */
  readonly figure: ReactNode
  /** Seconds since the epoch. */
  readonly times: readonly number[]
  /** Null is a gap. */
  readonly values: readonly (number | null)[]
  readonly axisOf: AxisOf
  readonly thresholds?: readonly Threshold[]
  /** With the time below: the last of several above one another. */
  readonly last?: boolean
  /** Of the chart, a class; its height is that of several above one another unless given. */
  readonly className?: string
  readonly from: number
  readonly to: number
  readonly group: string
  readonly onCursor: (index: number | null) => void
  readonly onZoom: (from: number, to: number) => void
}

/** One figure over time, as a line. */
export function LineChart({ name, figure, times, values, axisOf, last = false, ...rest }: LineChartProps) {
  const { thresholds, className, ...shared } = rest
  const data = useMemo(() => [[...times], [...values]] as uPlot.AlignedData, [times, values])
  // What is drawn is looked up when it is drawn.
  const drawn = useRef(thresholds)
  drawn.current = thresholds
  return (
    <div className="flex min-w-0 flex-col">
      <p className="flex items-baseline gap-2 px-4 text-label text-dim">
        {name}
        <span className="text-body text-text tabular-nums">{figure}</span>
      </p>
      <div className={className ?? (last ? 'h-24' : 'h-18')}>
        <Chart
          {...shared}
          label={`${name} over time`}
          data={data}
          options={(ink) => {
            const { axis, scale } = axisOf(ink)
            return {
              padding: [6, 0, last ? 0 : 4, 16],
              series: [
                {},
                { stroke: ink.line, width: 1.5, fill: ink.grid, spanGaps: false, points: alone(ink) },
              ],
              axes: [timeAxis(ink, last), axis],
              scale,
              hooks: { draw: [(self) => drawThresholds(self, ink, drawn.current ?? [])] },
            }
          }}
        />
      </div>
    </div>
  )
}

/** A figure that stands alone has no line: it is drawn as a dot. */
function alone(ink: Ink): uPlot.Series.Points {
  return {
    show: true,
    size: 6,
    width: 0,
    fill: ink.line,
    filter: (self, series) =>
      runs((self.data[series] ?? []) as (number | null)[]).flatMap(([first, final]) =>
        first === final ? [first] : [],
      ),
  }
}

function drawThresholds(self: uPlot, ink: Ink, thresholds: readonly Threshold[]): void {
  const { ctx, bbox } = self
  const top = self.scales.y?.max ?? 0
  ctx.save()
  ctx.lineWidth = uPlot.pxRatio
  ctx.setLineDash([4 * uPlot.pxRatio, 3 * uPlot.pxRatio])
  for (const { value, tone } of thresholds) {
    if (value > top) continue
    const y = Math.round(self.valToPos(value, 'y', true))
    ctx.strokeStyle = ink[tone]
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
  }
  ctx.restore()
}

/** Of durations in milliseconds. */
export const durationAxis: AxisOf = (ink) =>
  valueAxis(ink, { series: 1, lines: 2, stepOf: durationStep, write: axisDurationText })
