import type { PerformanceSeries, Traffic } from '@kymo/protocol'

/** The fleet's requests as the charts of the performance page take them. */
export function trafficSeries({ window, step, buckets }: Traffic): PerformanceSeries {
  return {
    window,
    precision: 'sketch',
    step,
    buckets: buckets.map(({ requests, ...bucket }) => ({ ...bucket, count: requests })),
    marks: [],
  }
}
