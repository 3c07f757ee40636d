import type { HostFigures, PageHealthFigures } from '@kymo/protocol'
import type { PageSums, VitalSums } from '../../store/browser/browser-store.ts'

export interface HealthSources {
  readonly vitals: readonly VitalSums[]
  readonly pages: PageSums
  readonly calls: HostFigures
  readonly components: PageHealthFigures['components']
  readonly memory: PageHealthFigures['memory']
  readonly signals: PageHealthFigures['signals']
}

/** What the health of all pages together is reckoned from; what nobody told of is absent. */
export function healthFigures(sources: HealthSources): PageHealthFigures {
  const { vitals, pages, calls, components, memory, signals } = sources
  const { visits, exceptions, observed, blocked } = pages
  const core = vitals.filter(({ vital }) => vital === 'LCP' || vital === 'INP' || vital === 'CLS')
  return {
    ...(core.length > 0 && { vitals: Object.fromEntries(core.map(({ vital, p75 }) => [vital, p75])) }),
    ...(visits > 0 && { errors: { visits, errors: exceptions } }),
    ...(calls.count > 0 && { network: { calls: calls.count, failed: calls.failed, slow: calls.slow } }),
    // A frame may be longer than what it is counted in.
    ...(observed > 0 && { mainThread: { observed: Math.max(observed, blocked), blocked } }),
    ...(components && { components }),
    ...(memory && { memory }),
    ...(signals && { signals }),
  }
}
