import {
  type ErrorEntry,
  parseErrorEntry,
  parseSlowEntry,
  parseTrafficMinute,
  type SlowEntry,
  type TrafficMinute,
  type TrafficRoute,
} from '@kymo/protocol'
import { type Client, keysOf } from './heartbeats.ts'

/*
 * What processes have told of, as anybody sees it who looks into Redis. What can not be read is an error.
 */

export async function trafficMinutes(client: Client): Promise<TrafficMinute[]> {
  const found: TrafficMinute[] = []
  for (const key of await keysOf(client, 'traffic')) {
    for (const [field, json] of Object.entries(await client.hgetall(key))) {
      const { value, problem } = parseTrafficMinute(json)
      if (problem !== undefined) throw new Error(`${key}: ${problem.code}: ${problem.message}`)
      if (String(value.minute) !== field) throw new Error(`${key}: the field ${field} holds ${value.minute}`)
      found.push(value)
    }
  }
  return found
}

/** All minutes of all processes together, by `<method> <route>`. */
export async function traffic(client: Client): Promise<Map<string, TrafficRoute>> {
  const routes = new Map<string, TrafficRoute>()
  for (const route of (await trafficMinutes(client)).flatMap((minute) => minute.routes)) {
    const name = `${route.method} ${route.route}`
    const before = routes.get(name)
    routes.set(name, before === undefined ? route : merged(before, route))
  }
  return routes
}

function merged(a: TrafficRoute, b: TrafficRoute): TrafficRoute {
  return {
    ...a,
    count: a.count + b.count,
    errors: a.errors + b.errors,
    slow: a.slow + b.slow,
    sum: a.sum + b.sum,
    max: Math.max(a.max, b.max),
    buckets: [...a.buckets, ...b.buckets],
  }
}

export async function counts(client: Client): Promise<Record<string, number>> {
  return Object.fromEntries([...(await traffic(client))].map(([name, { count }]) => [name, count]))
}

/** How often each bucket was counted. */
export function sketchOf({ buckets }: TrafficRoute): Map<number, number> {
  const sketch = new Map<number, number>()
  for (let i = 0; i < buckets.length; i += 2) {
    const [bucket, count] = buckets.slice(i, i + 2) as [number, number]
    sketch.set(bucket, (sketch.get(bucket) ?? 0) + count)
  }
  return sketch
}

export async function slowEntries(client: Client): Promise<SlowEntry[]> {
  const found: SlowEntry[] = []
  for (const key of await keysOf(client, 'slow')) {
    for (const [, fields] of await client.xrange(key, '-', '+')) {
      const { value, problem } = parseSlowEntry(fields[1] as string)
      if (problem !== undefined) throw new Error(`${key}: ${problem.code}: ${problem.message}`)
      found.push(value)
    }
  }
  return found
}

export async function errorEntries(client: Client): Promise<ErrorEntry[]> {
  const found: ErrorEntry[] = []
  for (const key of await keysOf(client, 'error')) {
    for (const json of Object.values(await client.hgetall(key))) {
      const { value, problem } = parseErrorEntry(json)
      if (problem !== undefined) throw new Error(`${key}: ${problem.code}: ${problem.message}`)
      found.push(value)
    }
  }
  return found
}
