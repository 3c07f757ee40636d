import type { ServerHistory } from '@kymo/protocol'
import { type ReactNode, useMemo, useState } from 'react'
import { timeAxis, valueAxis } from '../charts/axes.ts'
import { Chart } from '../charts/chart.tsx'
import type { Ink } from '../charts/ink.ts'
import { axisDurationText, durationStep } from '../format/duration-axis.ts'
import { Duration } from '../format/figures.tsx'
import { timeOfDay } from '../format/time.ts'

interface HistoryChartsProps {
  readonly history: ServerHistory
  /** Milliseconds since the epoch. */
  readonly onZoom: (from: number, to: number) => void
}

const GROUP = 'server'

/** A server's figures over time, one below the other, with one cross-hair. */
export function HistoryCharts({ history, onZoom }: HistoryChartsProps) {
  const [cursor, setCursor] = useState<number | null>(null)
  const times = useMemo(() => history.time.map((time) => time / 1000), [history.time])
  const at = cursor ?? times.length - 1
  const shared = {
    from: history.window.from / 1000,
    to: history.window.to / 1000,
    group: GROUP,
    onCursor: setCursor,
    onZoom: (from: number, to: number) => onZoom(from * 1000, to * 1000),
  }
  const time = history.time[at]
  const share = (values: readonly (number | null)[]) => {
    const value = values[at] ?? null
    return value === null ? '–' : `${Math.round(value)} %`
  }
  return (
    <div className="history-charts">
      <p className="px-4 text-right text-label text-faint">
        {cursor === null || time === undefined ? 'newest; drag to zoom' : timeOfDay(time)}
      </p>
      <HistoryChart
        {...shared}
        name="CPU"
        figure={share(history.cpu)}
        times={times}
        values={history.cpu}
        axisOf={percentAxis}
      />
      <HistoryChart
        {...shared}
        name="Memory"
        figure={share(history.memory)}
        times={times}
        values={history.memory}
        axisOf={percentAxis}
      />
      <HistoryChart
        {...shared}
        name="Event loop p99"
        figure={<Duration value={history.eventLoopDelayP99[at] ?? null} />}
        times={times}
        values={history.eventLoopDelayP99}
        axisOf={(ink) =>
          valueAxis(ink, { series: 1, lines: 2, stepOf: durationStep, write: axisDurationText })
        }
        last
      />
    </div>
  )
}

type AxisOf = (ink: Ink) => ReturnType<typeof valueAxis>

function percentAxis(ink: Ink): ReturnType<typeof valueAxis> {
  const { axis } = valueAxis(ink, { series: 1, lines: 2, stepOf: () => 50, write: String })
  return {
    axis: {
      ...axis,
      splits: () => [0, 50, 100],
      values: (_self, splits) => splits.map((split) => (split === 0 ? '' : `${split} %`)),
    },
    scale: { range: () => [0, 100] },
  }
}

interface HistoryChartProps {
  readonly name: string
  /** Under the cross-hair, else the newest. */
  readonly figure: ReactNode
  readonly times: number[]
  readonly values: readonly (number | null)[]
  readonly axisOf: AxisOf
  readonly last?: boolean
  readonly from: number
  readonly to: number
  readonly group: string
  readonly onCursor: (index: number | null) => void
  readonly onZoom: (from: number, to: number) => void
}

function HistoryChart({ name, figure, times, values, axisOf, last = false, ...shared }: HistoryChartProps) {
  const data = useMemo(() => [times, [...values]] as uPlot.AlignedData, [times, values])
  return (
    <div>
      <p className="flex items-baseline gap-2 px-4 text-label text-dim">
        {name}
        <span className="text-body text-text tabular-nums">{figure}</span>
      </p>
      <div className={last ? 'h-24' : 'h-18'}>
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
                { stroke: ink.line, width: 1.5, fill: ink.grid, spanGaps: false, points: { show: false } },
              ],
              axes: [timeAxis(ink, last), axis],
              scale,
            }
          }}
        />
      </div>
    </div>
  )
}
