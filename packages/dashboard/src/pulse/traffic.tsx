import type { Traffic } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { type FleetFilter, trafficQuery } from '../api/fleet.ts'
import { RequestCharts } from '../charts/request-charts.tsx'
import { Duration } from '../format/figures.tsx'
import { asText, count, percent } from '../format/quantity.ts'
import { Section } from '../panes/section.tsx'
import { Problem } from '../status/problem.tsx'
import { SlowestRoutes } from './slowest-routes.tsx'
import { trafficSeries } from './traffic-series.ts'

interface TrafficProps {
  readonly filter: FleetFilter
  /** Such as `in the last hour`. */
  readonly words: string
  /** Milliseconds since the epoch. */
  readonly onZoom: (from: number, to: number) => void
}

/** Requests of all servers over time, and how long they took. */
export function TrafficSection({ filter, words, onZoom }: TrafficProps) {
  const { data, error, refetch, isPlaceholderData } = useQuery(trafficQuery(filter))
  const series = useMemo(() => (data === undefined ? undefined : trafficSeries(data)), [data])
  return (
    <Section label="Throughput and latency" note={words} className="pulse-traffic">
      {data === undefined || series === undefined ? (
        error === null ? null : (
          <Problem error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <>
          <Totals traffic={data} stale={isPlaceholderData} />
          {data.total.requests === 0 ? (
            <p className="grid min-h-24 flex-1 place-items-center px-4 pb-4 text-dim">No request {words}.</p>
          ) : (
            <>
              <RequestCharts series={series} onZoom={onZoom} />
              <SlowestRoutes routes={data.routes} />
            </>
          )}
        </>
      )}
    </Section>
  )
}

function Totals({ traffic: { total, window }, stale }: { traffic: Traffic; stale: boolean }) {
  const { requests, errors, slow, percentiles } = total
  const minutes = Math.max(1, (window.to - window.from) / 60_000)
  const rate = requests / minutes
  const share = (part: number) => asText(percent(requests === 0 ? null : part / requests))
  return (
    <dl className={`traffic-totals ${stale ? 'opacity-60' : ''}`}>
      <Figure name="Requests">{count(requests)}</Figure>
      <Figure name="A minute">{rate >= 10 ? count(Math.round(rate)) : rate.toFixed(1)}</Figure>
      <Figure name="Errors" tone={errors > 0 ? 'text-error' : ''}>
        {share(errors)}
      </Figure>
      <Figure name="Slow" tone={slow > 0 ? 'text-slow' : ''}>
        {share(slow)}
      </Figure>
      <Figure name="p50">
        <Duration value={percentiles.p50} />
      </Figure>
      <Figure name="p95">
        <Duration value={percentiles.p95} />
      </Figure>
      <Figure name="p99">
        <Duration value={percentiles.p99} />
      </Figure>
    </dl>
  )
}

function Figure({ name, tone = '', children }: { name: string; tone?: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-label text-faint">{name}</dt>
      <dd className={`truncate font-medium tabular-nums ${tone}`}>{children}</dd>
    </div>
  )
}
