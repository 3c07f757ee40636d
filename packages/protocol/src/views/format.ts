/** A figure and its unit, apart, so that a page can dim the unit. */
export interface DurationParts {
  readonly value: string
  readonly unit: 'µs' | 'ms' | 's' | 'min' | 'h' | 'd'
}

/**
 * A duration with three significant digits: 0.0123 → `12.3 µs`, 83.1 → `83.1 ms`, 1240 → `1.24 s`, 90000 → `1.50 min`.
 * @param milliseconds not negative
 */
export function durationParts(milliseconds: number): DurationParts {
  if (milliseconds === 0) return { value: '0', unit: 'ms' }
  // The bounds are where three digits round up into the next unit.
  if (milliseconds < 0.9995) return { value: threeDigits(milliseconds * 1000), unit: 'µs' }
  if (milliseconds < 999.5) return { value: threeDigits(milliseconds), unit: 'ms' }
  if (milliseconds < 59_950) return { value: threeDigits(milliseconds / 1000), unit: 's' }
  if (milliseconds < 3_597_000) return { value: threeDigits(milliseconds / 60_000), unit: 'min' }
  if (milliseconds < 86_220_000) return { value: threeDigits(milliseconds / 3_600_000), unit: 'h' }
  return { value: threeDigits(milliseconds / 86_400_000), unit: 'd' }
}

/** As `durationParts`, in one text. */
export function formatDuration(milliseconds: number): string {
  const { value, unit } = durationParts(milliseconds)
  return `${value} ${unit}`
}

/** Three significant digits, never in exponents: 8.31, 83.1, 831, 8310. @param value not negative */
export function threeDigits(value: number): string {
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
  return value.toFixed(digits)
}
