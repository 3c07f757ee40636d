import type { PerformanceSeries } from '@kymo/protocol'
import { useMemo, useRef, useState } from 'react'
import { axisDurationText, durationStep } from '../format/duration-axis.ts'
import { count } from '../format/quantity.ts'
import { alignSeries } from './align-series.ts'
import { timeAxis, valueAxis } from './axes.ts'
import { countStep } from './axis-steps.ts'
import { Chart } from './chart.tsx'
import { drawPercentiles } from './percentile-band.ts'
import { RequestReadout } from './request-readout.tsx'
import { drawStarts } from './start-marks.ts'
import { drawVolume } from './volume-bars.ts'

interface RequestChartsProps {
  readonly series: PerformanceSeries
  /** Milliseconds since the epoch. */
  readonly onZoom: (from: number, to: number) => void
}

const GROUP = 'requests'
const NO_POINTS = { show: false, paths: () => null, points: { show: false } }

/** Percentiles over time, and below them how many requests they are of. */
export function RequestCharts({ series, onZoom }: RequestChartsProps) {
  const [cursor, setCursor] = useState<number | null>(null)
  const columns = useMemo(() => alignSeries(series), [series])
  const percentiles = useMemo(
    () => [columns.times, columns.p50, columns.p95, columns.p99] as uPlot.AlignedData,
    [columns],
  )
  const volume = useMemo(() => [columns.times, columns.count, columns.errors] as uPlot.AlignedData, [columns])
  const { window, step, marks } = series
  // What is drawn is looked up when it is drawn.
  const drawn = useRef({ bucket: step / 1000, marks })
  drawn.current = { bucket: step / 1000, marks }
  const shared = {
    from: window.from / 1000,
    to: window.to / 1000,
    group: GROUP,
    onCursor: setCursor,
    onZoom: (from: number, to: number) => onZoom(from * 1000, to * 1000),
  }

  return (
    <section aria-label="Over time" className="request-charts">
      <RequestReadout columns={columns} index={cursor} step={step} starts={marks.length} />
      <Chart
        {...shared}
        label="Percentiles of the duration of requests over time"
        data={percentiles}
        options={(ink) => {
          const { axis, scale } = valueAxis(ink, {
            series: 3,
            lines: 4,
            stepOf: durationStep,
            write: axisDurationText,
          })
          return {
            padding: [12, 0, 4, 16],
            series: [{}, NO_POINTS, NO_POINTS, NO_POINTS],
            axes: [timeAxis(ink, false), axis],
            scale,
            hooks: {
              draw: [
                (self) => {
                  drawStarts(self, ink, drawn.current.marks, true)
                  drawPercentiles(self, ink)
                },
              ],
            },
          }
        }}
      />
      <Chart
        {...shared}
        label="Requests over time"
        data={volume}
        options={(ink) => {
          const { axis, scale } = valueAxis(ink, { series: 1, lines: 1, stepOf: countStep, write: count })
          return {
            padding: [8, 0, 0, 16],
            series: [{}, NO_POINTS, NO_POINTS],
            axes: [timeAxis(ink, true), axis],
            scale,
            hooks: {
              draw: [
                (self) => {
                  drawStarts(self, ink, drawn.current.marks, false)
                  drawVolume(self, ink, drawn.current.bucket)
                },
              ],
            },
          }
        }}
      />
    </section>
  )
}
