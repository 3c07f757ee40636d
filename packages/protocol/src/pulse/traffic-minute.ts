/** Requests of one route in one minute. */
export interface TrafficRoute {
  /** The HTTP method; `JOB` for jobs. */
  readonly method: string
  /** The pattern, such as `/users/:id`. */
  readonly route: string
  readonly count: number
  /** Answered with 500 or more, or not at all since the process failed. Whoever hangs up made no error. */
  readonly errors: number
  readonly slow: number
  /** Milliseconds, all durations together. */
  readonly sum: number
  /** Milliseconds. */
  readonly max: number
  /** The durations as a sketch: pairs of a bucket's number and its count, flat, ascending. See `sketch/latency-sketch.ts`. */
  readonly buckets: readonly number[]
}

/**
 * All requests that one process answered in one minute. Written again while the minute lasts, with the same name, so
 * that nothing is counted twice: a field of the traffic hash, named by `minute`, holds it as JSON.
 */
export interface TrafficMinute {
  /** Of the protocol; absent it is 1. */
  readonly v?: number
  /** Its start: milliseconds since the Unix epoch, a multiple of 60,000. */
  readonly minute: number
  readonly app_name: string
  readonly environment: string
  readonly routes: readonly TrafficRoute[]
}
