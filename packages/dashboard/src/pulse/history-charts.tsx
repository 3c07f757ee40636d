import type { ServerHistory } from '@kymo/protocol'
import { useMemo, useState } from 'react'
import { valueAxis } from '../charts/axes.ts'
import type { Ink } from '../charts/ink.ts'
import { durationAxis, LineChart } from '../charts/line-chart.tsx'
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
    <div className="line-charts">
      <p className="px-4 text-right text-label text-faint">
        {cursor === null || time === undefined ? 'newest; drag to zoom' : timeOfDay(time)}
      </p>
      <LineChart
        {...shared}
        name="CPU"
        figure={share(history.cpu)}
        times={times}
        values={history.cpu}
        axisOf={percentAxis}
      />
      <LineChart
        {...shared}
        name="Memory"
        figure={share(history.memory)}
        times={times}
        values={history.memory}
        axisOf={percentAxis}
      />
      <LineChart
        {...shared}
        name="Event loop p99"
        figure={<Duration value={history.eventLoopDelayP99[at] ?? null} />}
        times={times}
        values={history.eventLoopDelayP99}
        axisOf={durationAxis}
        last
      />
    </div>
  )
}

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
