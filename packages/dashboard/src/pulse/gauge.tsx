import type { PulseHistory } from '@kymo/protocol'
import { useMemo } from 'react'
import { Sparkline } from '../charts/sparkline.tsx'
import { Mark } from '../status/mark.tsx'
import { Meter } from '../status/meter.tsx'
import { recentFigures } from './recent-figures.ts'

interface GaugeProps {
  readonly name: string
  /** Percent. */
  readonly value: number
  /** Percent from which it is marked. */
  readonly high: number
  readonly note: string
  readonly hint?: string
  readonly history: PulseHistory | undefined
  readonly of: 'cpu' | 'memory'
}

/** A share of what there is: its figure, its last five minutes and how far it reaches. */
export function Gauge({ name, value, high, note, hint, history, of }: GaugeProps) {
  const isHigh = value >= high
  const figures = useMemo(
    () => (history === undefined ? undefined : recentFigures(history, of)),
    [history, of],
  )
  return (
    <div className="gauge" data-high={isHigh || undefined}>
      <p className="gauge-head">
        <span className="text-label text-dim">{name}</span>
        {isHigh ? (
          <span className="flex items-center gap-1 text-label text-slow">
            <Mark shape="triangle" />
            high
          </span>
        ) : null}
        <span className="ml-auto min-w-0 truncate text-label text-faint" title={hint}>
          {note}
        </span>
      </p>
      <div className="gauge-line">
        <p className="gauge-figure">
          {Math.round(value)}
          <span className="text-body text-faint">&nbsp;%</span>
        </p>
        <Sparkline figures={figures} />
      </div>
      <Meter name={name} value={value} />
    </div>
  )
}
