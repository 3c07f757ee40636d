import type { AlertCondition } from '@kymo/protocol'
import type { Reading } from './readings.ts'
import { isOfTraffic, type WatchedRule } from './watched-rule.ts'

/** Why an alert is over. */
export type Ending =
  /** It holds no more. */
  | 'clear'
  /** Its server or app is no longer there. */
  | 'gone'
  /** Nothing has been known of it for long. */
  | 'unknown'
  /** Nobody asks for it any more. */
  | 'unwatched'

/** `web-1: CPU 94 % (over 80 % for 2 min)`. @param fires false while it has not held for long enough */
export function holdingWords(watched: WatchedRule, reading: Reading, fires: boolean): string {
  const { when, above, hold } = watched
  if (when === 'server-lost') {
    return reading.of === undefined
      ? `${reading.label} is lost`
      : `${reading.label}: server lost (${reading.of})`
  }
  const held = hold === 0 ? '' : `${fires ? ' for' : ', fires after'} ${lengthWords(hold)}`
  return `${reading.label}: ${figureWords(watched, reading)} (over ${amount(when, above)}${held})`
}

/** `web-1: CPU 61 % (was over 80 % for 12 min)`. @param held milliseconds */
export function clearWords(watched: WatchedRule, reading: Reading, held: number): string {
  const { when, above } = watched
  if (when === 'server-lost') {
    const back = reading.of === undefined ? `${reading.label} is back` : `${reading.label}: server back`
    return `${back} after ${lengthWords(held)}`
  }
  const words = figureWords(watched, reading)
  return `${reading.label}: ${words} (was over ${amount(when, above)} for ${lengthWords(held)})`
}

/** @param message what it said while it held */
export function endingWords(ending: Exclude<Ending, 'clear'>, message: string): string {
  const reasons = {
    gone: 'it was replaced, or is no part of the fleet any more',
    unknown: 'nothing is known of it any more',
    unwatched: 'the rule was taken away',
  }
  return `${message}: over, ${reasons[ending]}`
}

function figureWords({ when, window }: WatchedRule, { value, of }: Reading): string {
  const figure = amount(when, value ?? 0)
  switch (when) {
    case 'cpu':
      return `CPU ${figure}`
    case 'memory':
      return `memory ${figure}`
    case 'disk':
      return of === undefined ? `disk ${figure}` : `disk ${of} ${figure}`
    case 'error-rate':
      return `${figure} of ${of} requests failed`
    case 'p95':
      return `p95 ${figure}`
    default:
      return `${figure} slow ${value === 1 ? 'request' : 'requests'} in ${lengthWords(window)}`
  }
}

function amount(when: AlertCondition, value: number): string {
  if (when === 'slow-count') return String(value)
  if (when === 'p95') {
    return value < 1000 ? `${Math.round(value)} ms` : `${Number((value / 1000).toFixed(2))} s`
  }
  return `${Number(value.toFixed(isOfTraffic(when) ? 1 : 0))} %`
}

/** `45 s`, `12 min`, `2 h 5 min`, `3 d` */
function lengthWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000))
  if (seconds < 120 && seconds % 60 !== 0) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  if (days > 0) return hours === 0 ? `${days} d` : `${days} d ${hours} h`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}
