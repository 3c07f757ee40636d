import { type DuckDBMaterializedResult, INTEGER, UTINYINT } from '@duckdb/node-api'
import type { BucketStats } from '../store.ts'
import {
  LEFT_OUT,
  MINUTE,
  MINUTES_IN_HOUR,
  type TrafficFilter,
  type TrafficGrouping,
  type TrafficStats,
} from '../traffic/traffic.ts'
import { groupTraffic } from '../traffic/traffic-groups.ts'
import { TrafficTally } from '../traffic/traffic-tally.ts'
import { Bindings } from './bindings.ts'
import type { StoreSource } from './store-source.ts'
import type { TrafficWriter } from './traffic-writer.ts'

type Run = StoreSource['run']
type Traffic = Pick<TrafficWriter, 'dictionary' | 'rolled'>

const COUNTS =
  'sum(count)::DOUBLE AS requests, sum(errors)::DOUBLE, sum(slow)::DOUBLE, max(max)::DOUBLE, max(last)::DOUBLE'

export async function readTrafficStats(
  run: Run,
  traffic: Traffic,
  filter: TrafficFilter,
  grouping: TrafficGrouping,
  limit: number,
): Promise<TrafficStats> {
  const tallies = await readTallies(run, traffic, filter, 'route', true)
  const routes = [...tallies].map(([id, tally]) => [traffic.dictionary.nameOf(id), tally] as const)
  return groupTraffic(routes, grouping, limit)
}

export async function readTrafficSeries(
  run: Run,
  traffic: Traffic,
  filter: TrafficFilter,
  step: number,
): Promise<BucketStats[]> {
  const minutes = Math.round(step / MINUTE)
  const wholeHours = minutes % MINUTES_IN_HOUR === 0
  const tallies = await readTallies(run, traffic, filter, `minute // ${minutes}`, wholeHours)
  return [...tallies]
    .filter(([, { count }]) => count > 0)
    .map(([bucket, tally]) => ({ time: bucket * step, ...tally.stats() }))
    .sort((a, b) => a.time - b.time)
}

/**
 * @param key what is told apart: a whole number, made of the columns `route` and `minute`
 * @param byHours whether the minutes of an hour need not be told apart
 */
async function readTallies(
  run: Run,
  traffic: Traffic,
  filter: TrafficFilter,
  key: string,
  byHours: boolean,
): Promise<Map<number, TrafficTally>> {
  const tallies = new Map<number, TrafficTally>()
  const tallyOf = (id: number) => {
    const tally = tallies.get(id) ?? new TrafficTally()
    tallies.set(id, tally)
    return tally
  }
  const ask = async (minutes: string, hours: string, figures: string, by: string) => {
    const bindings = new Bindings()
    const source = sourceOf(minutes, hours, traffic, filter, byHours, bindings)
    return run(`SELECT ${key} AS key, ${figures} FROM (${source}) GROUP BY ${by}`, bindings)
  }
  const [counts, buckets] = await Promise.all([
    ask('traffic_minutes', 'traffic_hours', COUNTS, '1'),
    ask('traffic_buckets', 'traffic_hour_buckets', 'bucket, sum(count)::DOUBLE', '1, 2'),
  ])
  await eachRow(counts, 6, ([id, count, errors, slow, max, last]) => {
    tallyOf(id as number).add(
      count as number,
      errors as number,
      slow as number,
      max as number,
      last as number,
    )
  })
  await eachRow(buckets, 3, ([id, bucket, count]) => {
    // Of a minute that was told anew, a bucket may have been emptied.
    if (count !== 0) tallyOf(id as number).addBucket(bucket as number, count as number)
  })
  return tallies
}

/** The rows of a window: of whole hours what they add up to, where they do already, and the minutes around them. */
function sourceOf(
  minutes: string,
  hours: string,
  { dictionary, rolled }: Traffic,
  filter: TrafficFilter,
  byHours: boolean,
  bindings: Bindings,
): string {
  const from = Math.floor(filter.from / MINUTE)
  const to = Math.ceil(filter.to / MINUTE)
  const firstHour = Math.ceil(from / MINUTES_IN_HOUR)
  const endHour = Math.min(Math.floor(to / MINUTES_IN_HOUR), rolled)
  const leftOut = LEFT_OUT[filter.scope]
  const routes = dictionary.routesOf(filter)
  const ofRoutes = routes === undefined ? '' : ` AND ${bindings.among('route', routes, INTEGER)}`
  // Where nobody told so, nobody has to be asked for.
  const told = dictionary.has(leftOut) ? ` AND told <> ${bindings.add(leftOut, UTINYINT)}` : ''
  const ofOrigins = told === '' ? '' : ` AND origin IN (SELECT id FROM traffic_origins WHERE true${told})`
  const between = (column: string, start: number, end: number) =>
    `${column} >= ${bindings.add(start, INTEGER)} AND ${column} < ${bindings.add(end, INTEGER)}`
  const minutesOf = (start: number, end: number) =>
    `SELECT * EXCLUDE (origin) FROM ${minutes} WHERE ${between('minute', start, end)}${ofOrigins}${ofRoutes}`
  if (!byHours || firstHour >= endHour) return minutesOf(from, to)
  const [start, end] = [firstHour * MINUTES_IN_HOUR, endHour * MINUTES_IN_HOUR]
  return [
    minutesOf(from, start),
    `SELECT * EXCLUDE (told, hour), hour * ${MINUTES_IN_HOUR} AS minute FROM ${hours}
     WHERE ${between('hour', firstHour, endHour)}${told}${ofRoutes}`,
    minutesOf(end, to),
  ].join(' UNION ALL BY NAME ')
}

async function eachRow(
  result: DuckDBMaterializedResult,
  columns: number,
  read: (row: readonly number[]) => void,
): Promise<void> {
  const row: number[] = []
  for (const chunk of await result.fetchAllChunks()) {
    const vectors = Array.from({ length: columns }, (_, i) => chunk.getColumnVector(i))
    for (let at = 0; at < chunk.rowCount; at++) {
      for (let i = 0; i < columns; i++) row[i] = Number(vectors[i]?.getItem(at))
      read(row)
    }
  }
}
