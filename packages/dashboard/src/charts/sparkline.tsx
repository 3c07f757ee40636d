import { useMemo } from 'react'
import { type SparkFigures, sparkOf } from './spark-path.ts'

const WIDTH = 300

/** Figures over time, small. What it shows is said by the figure beside it. */
export function Sparkline({ figures }: { figures: SparkFigures | undefined }) {
  const spark = useMemo(() => (figures === undefined ? undefined : sparkOf(figures, WIDTH)), [figures])
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
          <path
            d={spark.dots}
            stroke="currentColor"
            strokeWidth="3"
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  )
}
