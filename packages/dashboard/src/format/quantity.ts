import { durationParts, threeDigits } from '@kymo/protocol'

/** A number as people read it, and its unit apart, so that the unit can be dimmed. */
export interface Quantity {
  readonly value: string
  readonly unit: string
}

/** What a figure that is not known is shown as. */
export const UNKNOWN: Quantity = { value: '–', unit: '' }

/** @param milliseconds null or not finite: unknown */
export function duration(milliseconds: number | null): Quantity {
  return milliseconds === null || !Number.isFinite(milliseconds) ? UNKNOWN : durationParts(milliseconds)
}

/** A round duration, such as a step or a threshold, without digits that say nothing: `1 s`, `2.5 s`, `15 min`. */
export function roundDuration(milliseconds: number): Quantity {
  const { value, unit } = durationParts(milliseconds)
  return { value: String(Number(value)), unit }
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** @param bytes null or not finite: unknown */
export function size(bytes: number | null): Quantity {
  if (bytes === null || !Number.isFinite(bytes)) return UNKNOWN
  if (bytes < 1000) return { value: String(Math.round(bytes)), unit: 'B' }
  let value = bytes
  let unit = 0
  // 999.5 of a unit would be written as 1000: it belongs to the next one.
  for (; value >= 999.5 && unit < SIZES.length - 1; unit++) value /= 1000
  return { value: threeDigits(value), unit: SIZES[unit] ?? 'B' }
}

/** @param share 0 to 1 */
export function percent(share: number | null): Quantity {
  if (share === null || !Number.isFinite(share)) return UNKNOWN
  const value = share * 100
  if (value === 0) return { value: '0', unit: '%' }
  if (value < 0.1) return { value: '< 0.1', unit: '%' }
  return { value: value >= 99.95 ? '100' : value.toFixed(1), unit: '%' }
}

const grouped = new Intl.NumberFormat('en')

/** Whole, with its thousands grouped: 12,408. */
export function count(value: number): string {
  return grouped.format(value)
}

/** The quantity as one text, for labels and titles. */
export function asText(quantity: Quantity): string {
  return quantity.unit === '' ? quantity.value : `${quantity.value} ${quantity.unit}`
}
