import {
  bucketOf,
  OTHER_ROUTE,
  PULSE_VERSION,
  type PulseSource,
  type TrafficMinute,
  type TrafficRoute,
} from '@kymo/protocol'

/** Routes of a minute that are told apart. */
const MOST_ROUTES = 200
/**
 * Pairs of a route and a duration's bucket that are told apart in a minute. With the names of the routes it keeps a
 * minute below what a payload may have.
 */
const MOST_CELLS = 10_000
/** Of a route's name, in JSON. */
const LONGEST = 200
const LONGEST_METHOD = 32

interface RouteTally {
  readonly method: string
  readonly route: string
  count: number
  errors: number
  slow: number
  sum: number
  max: number
  readonly buckets: Map<number, number>
}

/** What a process answered in one minute. */
export class TrafficTally {
  /** Milliseconds since the Unix epoch. */
  readonly minute: number
  readonly #routes = new Map<string, RouteTally>()
  #cells = 0
  #count = 0

  constructor(minute: number) {
    this.minute = minute
  }

  get count(): number {
    return this.#count
  }

  /**
   * @param duration milliseconds
   * @param failed whether it was answered with 500 or more, or not at all since the process failed
   */
  add(method: string, route: string, duration: number, failed: boolean, slow: boolean): void {
    const bucket = bucketOf(duration)
    let tally = this.#routes.get(`${method} ${route}`) ?? this.#admit(method, route)
    let count = tally.buckets.get(bucket)
    if (count === undefined) {
      if (this.#cells++ >= MOST_CELLS) {
        tally = this.#others()
        count = tally.buckets.get(bucket)
      }
      count ??= 0
    }
    tally.buckets.set(bucket, count + 1)
    tally.count++
    if (failed) tally.errors++
    if (slow) tally.slow++
    tally.sum += duration
    if (duration > tally.max) tally.max = duration
    this.#count++
  }

  toJson(source: PulseSource): string {
    const minute: TrafficMinute = {
      v: PULSE_VERSION,
      minute: this.minute,
      app_name: source.app_name,
      environment: source.environment,
      routes: [...this.#routes.values()].map(told),
    }
    return JSON.stringify(minute)
  }

  #admit(method: string, route: string): RouteTally {
    const known = this.#routes.size < MOST_ROUTES && JSON.stringify(route).length <= LONGEST
    return known && method.length <= LONGEST_METHOD ? this.#add(method, route) : this.#others()
  }

  /** Stands for all that is not told apart. A payload says of each route what its method is. */
  #others(): RouteTally {
    return this.#routes.get(`* ${OTHER_ROUTE}`) ?? this.#add('*', OTHER_ROUTE)
  }

  #add(method: string, route: string): RouteTally {
    const tally = { method, route, count: 0, errors: 0, slow: 0, sum: 0, max: 0, buckets: new Map() }
    this.#routes.set(`${method} ${route}`, tally)
    return tally
  }
}

/** A millionth of a millisecond is nobody's, and takes as much room as all else. */
function told({ buckets, sum, max, ...others }: RouteTally): TrafficRoute {
  return { ...others, sum: round(sum), max: round(max), buckets: pairs(buckets) }
}

/** Numbers in an array of their own kind are sorted many times faster. */
function pairs(buckets: ReadonlyMap<number, number>): number[] {
  const flat: number[] = []
  for (const bucket of Int16Array.from(buckets.keys()).sort()) flat.push(bucket, buckets.get(bucket) ?? 0)
  return flat
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}
