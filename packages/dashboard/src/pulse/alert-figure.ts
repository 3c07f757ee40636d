import type { AlertCondition } from '@kymo/protocol'
import { asText, count, duration, roundDuration } from '../format/quantity.ts'

export const CONDITION_WORDS: Readonly<Record<AlertCondition, string>> = {
  'server-lost': 'A server or process is lost',
  cpu: 'CPU',
  memory: 'Memory',
  disk: 'Disk',
  'error-rate': 'Error rate',
  p95: 'p95',
  'slow-count': 'Slow requests',
}

/** A value of an alert, in the unit of its condition; null where it has none. */
export function alertFigure(
  when: AlertCondition,
  value: number | null | undefined,
  exact = true,
): string | null {
  if (value === null || value === undefined) return null
  if (when === 'server-lost') return null
  if (when === 'p95') return asText(exact ? duration(value) : roundDuration(value))
  if (when === 'slow-count') return count(value)
  return `${Number(value.toFixed(1))} %`
}
