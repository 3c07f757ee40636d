import { VITAL_BOUNDS, WEB_VITALS } from '@kymo/protocol'
import {
  VITAL_STEPS,
  type VitalStats,
  type VitalSums,
  type VitalsOfDevice,
  type VitalsOfRoute,
} from './browser-store.ts'

/** Sums of one vital over what has the same route, device or bucket; without any, over all. */
export interface VitalGroup extends VitalSums {
  readonly route?: string
  readonly derived?: boolean
  readonly device?: VitalsOfDevice['device']
  readonly time?: number
}

/** Loads with the same route or device; without any, all. */
export type LoadGroup = Pick<VitalGroup, 'route' | 'derived' | 'device'> & { readonly loads: number }

/** Puts together what a store counted in groups. */
export function vitalStatsOf(
  groups: readonly VitalGroup[],
  loads: readonly LoadGroup[],
  distribution: VitalStats['distribution'],
): VitalStats {
  const sumsOf = (fits: (group: VitalGroup) => boolean) => groups.filter(fits).map(sums).sort(byVital)
  const ofRoutes = new Map<string, VitalGroup[]>()
  for (const group of groups) {
    if (group.route === undefined) continue
    const key = routeKey(group)
    ofRoutes.set(key, [...(ofRoutes.get(key) ?? []), group])
  }
  return {
    loads: loads.find(({ route, device }) => route === undefined && device === undefined)?.loads ?? 0,
    vitals: sumsOf(
      ({ route, device, time }) => route === undefined && device === undefined && time === undefined,
    ),
    distribution: [...distribution].sort((a, b) => byVital(a, b) || a.step - b.step),
    trend: groups
      .flatMap((group) => (group.time === undefined ? [] : [{ ...sums(group), time: group.time }]))
      .sort((a, b) => a.time - b.time || byVital(a, b)),
    routes: loads
      .flatMap((group): VitalsOfRoute[] => {
        const { route, derived = false, loads: count } = group
        if (route === undefined) return []
        const vitals = (ofRoutes.get(routeKey(group)) ?? []).map(sums).sort(byVital)
        return [{ route, derived, loads: count, vitals }]
      })
      .sort(
        (a, b) =>
          b.loads - a.loads || (a.route < b.route ? -1 : a.route > b.route ? 1 : +a.derived - +b.derived),
      ),
    devices: loads
      .flatMap(({ device, loads: count }): VitalsOfDevice[] => {
        if (device === undefined) return []
        return [{ device, loads: count, vitals: sumsOf((group) => group.device === device) }]
      })
      .sort((a, b) => b.loads - a.loads || (a.device < b.device ? -1 : 1)),
  }
}

/** In which part of its distribution a value lies: a part has its upper bound. */
export function vitalStep(vital: VitalSums['vital'], value: number): number {
  return Math.min(VITAL_STEPS, Math.max(0, Math.ceil(value / vitalStepWidth(vital)) - 1))
}

export function vitalStepWidth(vital: VitalSums['vital']): number {
  return (2 * VITAL_BOUNDS[vital].poor) / VITAL_STEPS
}

const routeKey = ({ route, derived }: Pick<VitalGroup, 'route' | 'derived'>) => `${derived} ${route}`

const sums = ({ vital, count, p75, good, poor }: VitalGroup): VitalSums => ({ vital, count, p75, good, poor })

const byVital = (a: Pick<VitalSums, 'vital'>, b: Pick<VitalSums, 'vital'>) =>
  WEB_VITALS.indexOf(a.vital) - WEB_VITALS.indexOf(b.vital)
