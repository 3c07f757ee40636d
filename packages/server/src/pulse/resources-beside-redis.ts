import type { Resource } from '@kymo/protocol'
import type { Store } from '../store/store.ts'
import { isWanted, type PulseFilter } from './pulse-filter.ts'
import type { PulseMonitor } from './pulse-monitor.ts'
import { environmentOf } from './telling-source.ts'

/** Processes whose slow requests and errors are told by their facts alone, since they tell Redis nothing. */
export async function resourcesBesideRedis(
  store: Store,
  monitor: PulseMonitor,
  filter: PulseFilter,
): Promise<ReadonlyMap<string, Resource>> {
  const inRedis = monitor.instancesInRedis()
  const all = [...(await store.resources())]
  return new Map(
    all.filter(
      ([instance, resource]) =>
        !inRedis.has(instance) &&
        isWanted(filter, { app: resource['service.name'], environment: environmentOf(resource) }),
    ),
  )
}
