import {
  type BrowserVitals,
  rateVital,
  type TimeWindow,
  VITAL_PREFIX,
  type VitalFigures,
  type VitalSample,
  WEB_VITALS,
  type WebVital,
} from '@kymo/protocol'
import { VITAL_STEPS, type VitalStats, type VitalSums } from '../../store/browser/browser-store.ts'
import { vitalStepWidth } from '../../store/browser/vital-groups.ts'
import { vitalColumns } from '../../store/browser/vital-row.ts'
import type { EventRow } from '../../store/rows.ts'
import { textOf } from '../attributes.ts'

const MAX_ROUTES = 500

export function browserVitals(
  window: TimeWindow,
  step: number,
  { loads, vitals, distribution, trend, routes, devices }: VitalStats,
  samples: readonly VitalSample[],
): BrowserVitals {
  return {
    window,
    loads,
    vitals: WEB_VITALS.map((vital) => ({
      ...figuresOf(
        vital,
        vitals.find((sums) => sums.vital === vital),
      ),
      distribution: Array.from({ length: VITAL_STEPS + 1 }, (_, i) => ({
        to: i === VITAL_STEPS ? null : (i + 1) * vitalStepWidth(vital),
        count: distribution.find((part) => part.vital === vital && part.step === i)?.count ?? 0,
      })),
      trend: trend
        .filter((bucket) => bucket.vital === vital)
        .map(({ time, count, p75 }) => ({ time, count, p75 })),
    })),
    step,
    routes: routes.slice(0, MAX_ROUTES).map((of) => ({ ...of, vitals: of.vitals.map(known) })),
    devices: devices.map((of) => ({ ...of, vitals: of.vitals.map(known) })),
    samples,
  }
}

/** @param event that told of it last */
export function vitalSample(event: EventRow, route: string): VitalSample | undefined {
  const columns = vitalColumns(event, event.app, event.instance, { derive: () => route })
  if (columns === undefined) return undefined
  const { vital, value, device, visitId, path } = columns
  const attribution: Record<string, string | number> = {}
  for (const [name, of] of Object.entries(event.attributes)) {
    if (!name.startsWith(VITAL_PREFIX) || name === `${VITAL_PREFIX}target`) continue
    if (typeof of === 'string' || typeof of === 'number') attribution[name.slice(VITAL_PREFIX.length)] = of
  }
  return {
    vital,
    value,
    rating: rateVital(vital, value),
    time: event.time,
    app: event.app,
    route,
    path,
    device,
    visitId,
    target: textOf(event.attributes, `${VITAL_PREFIX}target`),
    attribution,
  }
}

const known = (sums: VitalSums): VitalFigures => figuresOf(sums.vital, sums)

function figuresOf(vital: WebVital, sums: VitalSums | undefined): VitalFigures {
  const { count = 0, p75 = null, good = 0, poor = 0 } = sums ?? {}
  return { vital, count, p75, ratings: { good, 'needs-improvement': count - good - poor, poor } }
}
