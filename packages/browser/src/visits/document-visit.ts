import { SERVER_TIMING_NAME } from '@kymo/protocol'
import { newId } from '../ids.ts'
import { newVisit, type Visit } from './visit.ts'

/** What this page's load is known as: to the server, where an agent told its id, else to this page alone. */
export function documentVisit(): Visit {
  const timing = navigationTiming()
  const visit = newVisit(timing?.type === 'reload' ? 'reload' : 'load', 0)
  const told = timing?.serverTiming?.find(({ name }) => name === SERVER_TIMING_NAME)?.description
  const [, traceId, id] = /^([0-9a-f]{32})-([0-9a-f]{16})$/.exec(told ?? '') ?? []
  // A browser's cache keeps the header, too, and with it the id of a visit that was another.
  if (traceId === undefined || id === undefined || timing?.deliveryType === 'cache') return visit
  return { ...visit, id, traceId, spanId: newId(8) }
}

export interface NavigationTiming extends PerformanceNavigationTiming {
  readonly deliveryType?: string
}

export function navigationTiming(): NavigationTiming | undefined {
  return performance.getEntriesByType('navigation')[0] as NavigationTiming | undefined
}
