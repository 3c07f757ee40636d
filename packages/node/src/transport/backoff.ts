/** Milliseconds. */
const FIRST = 250
const LONGEST = 10_000

/** How long to wait after so many failures in a row, in milliseconds: doubling, and never twice the same. */
export function backoff(failures: number): number {
  const wait = Math.min(FIRST * 2 ** (failures - 1), LONGEST)
  return wait / 2 + Math.random() * (wait / 2)
}
