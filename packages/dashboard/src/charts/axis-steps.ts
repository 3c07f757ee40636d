/** A round step, and how many of them reach the largest value: the lines of an axis. */
export function axisSteps(
  values: readonly (number | null)[],
  most: number,
  stepOf: (least: number) => number,
): { step: number; lines: number } {
  let largest = 0
  for (const value of values) if (value !== null && value > largest) largest = value
  if (largest <= 0) return { step: 1, lines: 1 }
  const step = stepOf(largest / most)
  return { step, lines: Math.max(1, Math.ceil((largest / step) * 0.9999)) }
}

const FACTORS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** A whole number, not far above `least`: for the single line of an axis of counts. */
export function countStep(least: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(least))
  const factor = FACTORS.find(
    (candidate) => candidate * magnitude >= least && Number.isInteger(candidate * magnitude),
  )
  return Math.ceil((factor ?? 10) * magnitude)
}
