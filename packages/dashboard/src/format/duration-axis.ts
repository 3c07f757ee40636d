import { asText, type Quantity } from './quantity.ts'

/* Marks of an axis of durations: round in the unit that they are read in, and each told from the next. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const UNITS: readonly (readonly [unit: string, size: number])[] = [
  ['d', DAY],
  ['h', HOUR],
  ['min', MINUTE],
  ['s', SECOND],
  ['ms', 1],
]

/** Beyond ten seconds, steps are round in seconds, minutes and hours. */
const LONG_STEPS = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

/** 1, 2 or 5 with zeros: the smallest that is not below `least`. */
export function decimalStep(least: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(least))
  // A step that is off by a rounding error is not the next one.
  return ([1, 2, 5, 10].find((factor) => factor * magnitude >= least * 0.9999) ?? 10) * magnitude
}

/** The smallest round duration that is not below `least`. Milliseconds. */
export function durationStep(least: number): number {
  if (least <= 10 * SECOND) return decimalStep(least)
  const long = LONG_STEPS.find((seconds) => seconds * SECOND >= least * 0.9999)
  return long === undefined ? decimalStep(least / DAY) * DAY : long * SECOND
}

/**
 * A mark of an axis with marks every `step`: in the largest unit in which two digits after the point tell them apart.
 * Milliseconds.
 */
export function axisDuration(time: number, step: number): Quantity {
  if (Math.abs(time) < step / 1000) return { value: '0', unit: 'ms' }
  const fits = (size: number) => {
    const hundredths = (step / size) * 100
    return (
      size <= Math.abs(time) * 1.0001 &&
      Math.abs(hundredths - Math.round(hundredths)) < 1e-6 &&
      hundredths > 0.5
    )
  }
  const [unit, size] =
    UNITS.find(([, candidate]) => fits(candidate)) ?? (Math.abs(time) >= 1 ? ['ms', 1] : ['µs', 0.001])
  return { value: String(Number((time / size).toFixed(3))), unit }
}

export function axisDurationText(time: number, step: number): string {
  return asText(axisDuration(time, step))
}
