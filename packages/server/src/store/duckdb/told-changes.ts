import { type DuckDBConnection, INTEGER } from '@duckdb/node-api'
import { toldCells } from '../traffic/told-cells.ts'
import { MINUTE, type ToldMinute } from '../traffic/traffic.ts'
import { TrafficTally } from '../traffic/traffic-tally.ts'
import { Bindings } from './bindings.ts'
import type { TrafficDictionary } from './traffic-dictionary.ts'

/** What has to be added to a minute to make it what its process told last. */
export interface ToldChange {
  readonly origin: number
  readonly route: number
  /** Since the Unix epoch. */
  readonly minute: number
  readonly tally: TrafficTally
}

/** Routes of a minute of an origin. */
interface OriginMinute {
  readonly origin: number
  readonly minute: number
  readonly routes: Map<number, TrafficTally>
}

type OriginMinutes = Map<string, OriginMinute>

/** What the store lacks of, or has more than, processes told of their minutes. */
export async function toldChanges(
  connection: DuckDBConnection,
  dictionary: TrafficDictionary,
  told: readonly ToldMinute[],
): Promise<ToldChange[]> {
  const wanted: OriginMinutes = new Map()
  for (const { instance, minute } of told) {
    const origin = dictionary.originOf(minute.app_name, instance, 'minutes').id
    const routes = new Map<number, TrafficTally>()
    for (const { route, tally } of toldCells(minute)) tallyAt(routes, dictionary.idOf(route)).merge(tally)
    const number = Math.floor(minute.minute / MINUTE)
    wanted.set(keyOf(origin, number), { origin, minute: number, routes })
  }
  if (wanted.size === 0) return []
  const kept = await keptMinutes(connection, [...wanted.values()])
  const changes: ToldChange[] = []
  for (const [key, { origin, minute, routes }] of wanted) {
    const before = kept.get(key)?.routes ?? new Map<number, TrafficTally>()
    for (const route of new Set([...routes.keys(), ...before.keys()])) {
      const tally = difference(
        routes.get(route) ?? new TrafficTally(),
        before.get(route) ?? new TrafficTally(),
      )
      if (tally !== undefined) changes.push({ origin, route, minute, tally })
    }
  }
  return changes
}

async function keptMinutes(
  connection: DuckDBConnection,
  wanted: readonly OriginMinute[],
): Promise<OriginMinutes> {
  const kept: OriginMinutes = new Map()
  const bindings = new Bindings()
  const minutes = wanted.map(({ minute }) => minute).sort((a, b) => a - b)
  const where = [
    bindings.among('origin', [...new Set(wanted.map(({ origin }) => origin))], INTEGER),
    `minute >= ${bindings.add(minutes[0] as number, INTEGER)}`,
    `minute <= ${bindings.add(minutes.at(-1) as number, INTEGER)}`,
  ].join(' AND ')
  const rows = async (sql: string) =>
    (await connection.runAndReadAll(sql, bindings.values, bindings.types)).getRows() as number[][]
  const tallyOf = (origin: number, minute: number, route: number) => {
    const key = keyOf(origin, minute)
    const at = kept.get(key) ?? { origin, minute, routes: new Map() }
    kept.set(key, at)
    return tallyAt(at.routes, route)
  }
  for (const [origin, minute, route, count, errors, slow, max, last] of await rows(
    `SELECT origin, minute, route, sum(count)::DOUBLE, sum(errors)::DOUBLE, sum(slow)::DOUBLE, max(max), max(last)
     FROM traffic_minutes WHERE ${where} GROUP BY ALL`,
  )) {
    tallyOf(origin as number, minute as number, route as number).add(
      count as number,
      errors as number,
      slow as number,
      max as number,
      last as number,
    )
  }
  for (const [origin, minute, route, bucket, count] of await rows(
    `SELECT origin, minute, route, bucket, sum(count)::DOUBLE FROM traffic_buckets WHERE ${where} GROUP BY ALL`,
  )) {
    tallyOf(origin as number, minute as number, route as number).addBucket(bucket as number, count as number)
  }
  return kept
}

/** What makes one the other when it is added; undefined when they are the same. The longest stays the longest. */
function difference(wanted: TrafficTally, kept: TrafficTally): TrafficTally | undefined {
  const change = new TrafficTally()
  change.add(
    wanted.count - kept.count,
    wanted.errors - kept.errors,
    wanted.slow - kept.slow,
    wanted.max,
    wanted.last,
  )
  for (const bucket of new Set([...wanted.buckets.keys(), ...kept.buckets.keys()])) {
    const count = (wanted.buckets.get(bucket) ?? 0) - (kept.buckets.get(bucket) ?? 0)
    if (count !== 0) change.addBucket(bucket, count)
  }
  const { count, errors, slow, buckets } = change
  const same = count === 0 && errors === 0 && slow === 0 && buckets.size === 0 && wanted.max <= kept.max
  return same ? undefined : change
}

function tallyAt(routes: Map<number, TrafficTally>, route: number): TrafficTally {
  const tally = routes.get(route) ?? new TrafficTally()
  routes.set(route, tally)
  return tally
}

function keyOf(origin: number, minute: number): string {
  return `${origin} ${minute}`
}
