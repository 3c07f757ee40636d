import { DOUBLE, INTEGER } from '@duckdb/node-api'
import type { Bindings } from './bindings.ts'

/** Columns of `RequestStats`. */
export function statsColumns(slow: number, bindings: Bindings): string {
  return [
    'count(*)',
    'count(*) FILTER (status = 2)',
    `count(*) FILTER (duration >= ${bindings.add(slow, DOUBLE)})`,
    'quantile_cont(duration, [0.5, 0.95, 0.99])',
  ].join(', ')
}

export function bucketColumn(step: number, bindings: Bindings): string {
  const length = bindings.add(step, DOUBLE)
  return `floor(start / ${length}) * ${length}`
}

export function limitOf(limit: number, bindings: Bindings): string {
  return `LIMIT ${bindings.add(limit, INTEGER)}`
}
