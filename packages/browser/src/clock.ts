/** Drift of less than this is the network time service at work, and not worth a step. Milliseconds. */
const DRIFT = 5

/**
 * Milliseconds since the Unix epoch of a moment of `performance.now()`. The page's own clock stands still while the
 * machine sleeps: the wall clock is followed when they have come apart.
 */
export function epoch(moment: number): number {
  const { timeOrigin } = performance
  const drift = Date.now() - timeOrigin - performance.now()
  return timeOrigin + moment + (Math.abs(drift) > DRIFT ? drift : 0)
}
