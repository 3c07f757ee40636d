/** A number as people read it, and its unit apart, so that the unit can be dimmed. */
export interface Quantity {
  readonly value: string
  readonly unit: string
}

/** What a figure that is not known is shown as. */
export const UNKNOWN: Quantity = { value: '–', unit: '' }

/** Three significant digits, never in exponents: 0.42, 8.31, 83.1, 831, 8310. */
export function threeDigits(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size >= 99.95) return String(Math.round(value))
  if (size >= 9.995) return value.toFixed(1)
  if (size >= 0.9995) return value.toFixed(2)
  return value.toPrecision(3).replace(/\.?0+$/, '')
}

/** Steps from the smallest unit up: `[unit, how many of the first unit it holds]`. */
type Scale = readonly (readonly [unit: string, factor: number])[]

function scaled(value: number, scale: Scale): Quantity {
  let index = 0
  // 999.5 of a unit would be written as 1000: it belongs to the next one.
  for (let next = 1; next < scale.length; next++) {
    const [, factor] = scale[next] as Scale[number]
    if (Math.abs(value) >= factor * 0.9995) index = next
  }
  const [unit, factor] = scale[index] as Scale[number]
  return { value: threeDigits(value / factor), unit }
}

const DURATION: Scale = [
  ['µs', 0.001],
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]

/** @param milliseconds null or not finite: unknown */
export function duration(milliseconds: number | null): Quantity {
  if (milliseconds === null || !Number.isFinite(milliseconds)) return UNKNOWN
  if (milliseconds === 0) return { value: '0', unit: 'ms' }
  // Seconds stay seconds up to two minutes: '83.1 s' says more than '1.39 min'.
  if (milliseconds >= 59_970 && milliseconds < 120_000) {
    return { value: threeDigits(milliseconds / 1000), unit: 's' }
  }
  return scaled(milliseconds, DURATION)
}

/** A round duration, such as a step or a threshold, without digits that say nothing: `1 s`, `2.5 s`, `15 min`. */
export function roundDuration(milliseconds: number): Quantity {
  if (milliseconds === 0) return { value: '0', unit: 'ms' }
  const { value, unit } = scaled(milliseconds, DURATION)
  return { value: String(Number(value)), unit }
}

const SIZE: Scale = [
  ['B', 1],
  ['kB', 1000],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
]

/** @param bytes null or not finite: unknown */
export function size(bytes: number | null): Quantity {
  if (bytes === null || !Number.isFinite(bytes)) return UNKNOWN
  if (bytes < 1000) return { value: String(Math.round(bytes)), unit: 'B' }
  return scaled(bytes, SIZE)
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
