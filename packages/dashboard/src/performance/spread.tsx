import type { Percentiles } from '@kymo/protocol'
import { logShare } from './log-share.ts'

interface SpreadProps {
  readonly percentiles: Percentiles
  /** What the right edge stands for. Milliseconds. */
  readonly top: number
  readonly slowThreshold: number
}

/** p50 to p99 as a stretch on one logarithmic axis for all rows, p95 as its mark. The figures are beside it. */
export function Spread({ percentiles, top, slowThreshold }: SpreadProps) {
  const { p50, p95, p99 } = percentiles
  if (p50 === null || p95 === null || p99 === null) return null
  const at = (value: number) => logShare(value, top) * 100
  const slow = p95 >= slowThreshold
  return (
    <span aria-hidden="true" className={`relative h-3 w-full ${slow ? 'text-slow' : 'text-dim'}`}>
      <span className="absolute inset-x-0 top-1/2 h-px bg-hairline" />
      <span
        className="absolute top-1/2 h-[5px] min-w-0.5 -translate-y-1/2 rounded-[2px] bg-current opacity-45"
        style={{ left: `${at(p50)}%`, width: `${at(p99) - at(p50)}%` }}
      />
      <span
        className="absolute inset-y-0 w-0.5 -translate-x-px rounded-[1px] bg-current"
        style={{ left: `${at(p95)}%` }}
      />
    </span>
  )
}
