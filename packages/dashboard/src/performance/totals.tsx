import type { PerformanceMetrics } from '@kymo/protocol'
import { plural } from '../format/plural.ts'
import { asText, count, duration, percent, type Quantity, roundDuration } from '../format/quantity.ts'

/** The figures of the whole stretch. */
export function Totals({ metrics, stale }: { metrics: PerformanceMetrics; stale: boolean }) {
  const { percentiles } = metrics
  return (
    <dl className={`totals ${stale ? 'opacity-60' : ''}`}>
      <Total name="Requests" figure={{ value: count(metrics.totalRequests), unit: '' }} />
      <Total
        name="Slow"
        figure={percent(metrics.totalRequests === 0 ? null : metrics.slowRequestRate)}
        tone={metrics.slowRequests > 0 ? 'text-slow' : ''}
        note={`${count(metrics.slowRequests)} took ${asText(roundDuration(metrics.slowThreshold))} or more`}
      />
      <Total
        name="Errors"
        figure={percent(metrics.totalRequests === 0 ? null : metrics.errorRate)}
        tone={metrics.errorRequests > 0 ? 'text-error' : ''}
        note={`${plural(metrics.errorRequests, 'request')} failed`}
      />
      <Total name="p50" figure={duration(percentiles.p50)} note="half are faster" />
      <Total name="p95" figure={duration(percentiles.p95)} note="95 % are faster" />
      <Total name="p99" figure={duration(percentiles.p99)} note="99 % are faster" />
    </dl>
  )
}

interface TotalProps {
  readonly name: string
  readonly figure: Quantity
  readonly tone?: string
  readonly note?: string
}

function Total({ name, figure, tone, note }: TotalProps) {
  return (
    <div className="total">
      <dt className="text-label text-dim">{name}</dt>
      <dd>
        <span className={`text-figure font-medium tracking-tight tabular-nums ${tone ?? ''}`}>
          {figure.value}
        </span>
        <span className="text-prose text-faint"> {figure.unit}</span>
        <span className="block truncate text-label text-faint" title={note}>
          {note ?? '\u00a0'}
        </span>
      </dd>
    </div>
  )
}
