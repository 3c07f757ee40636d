import { performance } from 'node:perf_hooks'

let offset = performance.timeOrigin

/** Milliseconds since the Unix epoch, with fractions; never goes backwards between two calls to `syncClock`. */
export function now(): number {
  return offset + performance.now()
}

/** Drift of less than this is the network time service at work, and not worth a step. Milliseconds. */
const DRIFT = 100

/** The monotonic clock stands still while a machine sleeps: follow the wall clock when they have come apart. */
export function syncClock(): void {
  const drift = Date.now() - now()
  if (Math.abs(drift) > DRIFT) offset += drift
}
