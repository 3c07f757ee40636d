import type { PulseHistory } from '@kymo/protocol'
import { useMemo } from 'react'
import { sparkOf } from './spark-path.ts'

const WIDTH = 300

interface SparklineProps {
  readonly history: PulseHistory | undefined
  readonly of: 'cpu' | 'memory'
}

/** The last five minutes. What it shows is said by the figure beside it. */
export function Sparkline({ history, of }: SparklineProps) {
  const spark = useMemo(
    () => (history === undefined ? undefined : sparkOf(history, history[of], WIDTH)),
    [history, of],
  )
  return (
    <svg
      viewBox={`0 0 ${WIDTH} 100`}
      preserveAspectRatio="none"
      fill="none"
      aria-hidden="true"
      className="sparkline"
    >
      {spark === undefined ? null : (
        <>
          <path d={spark.area} fill="currentColor" opacity="0.12" />
          <path
            d={spark.line}
            stroke="currentColor"
            strokeWidth="1.25"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  )
}
