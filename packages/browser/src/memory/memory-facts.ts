import {
  type Attributes,
  type ComponentMemoryReport,
  type Event,
  LEAK_EVENT,
  MEMORY_EVENT,
  MEMORY_FIGURES,
  type MemoryFigure,
} from '@kymo/protocol'
import { keptUrl } from '../kept.ts'
import { observedPage } from '../page.ts'
import { pathOf } from '../visits/visit.ts'
import type { SuspectedLeak } from './leak-watch.ts'
import type { MemorySnapshot } from './memory-config.ts'

const FIGURES = Object.keys(MEMORY_FIGURES) as readonly MemoryFigure[]

export function memoryFact(snapshot: MemorySnapshot, missing: readonly MemoryFigure[]): Event {
  const { time, components } = snapshot
  const report: ComponentMemoryReport = { components }
  const figures: Record<string, number> = {}
  for (const figure of FIGURES) {
    const value = snapshot[figure]
    if (value !== null) figures[MEMORY_FIGURES[figure]] = value
  }
  return {
    fact: 'event',
    name: MEMORY_EVENT,
    time,
    attributes: {
      ...visitAttributes(),
      ...figures,
      ...(missing.length > 0 && { 'kymo.memory.missing': missing }),
      ...(components.length > 0 && { 'kymo.report': JSON.stringify(report) }),
    },
  }
}

export function leakFact({ kind, component, time, growth, value }: SuspectedLeak): Event {
  return {
    fact: 'event',
    name: LEAK_EVENT,
    time,
    attributes: {
      ...visitAttributes(),
      'kymo.leak.kind': kind,
      ...(component !== undefined && { 'kymo.leak.component': component }),
      'kymo.leak.growth': growth,
      'kymo.leak.value': value,
    },
  }
}

function visitAttributes(): Attributes {
  const visit = observedPage()?.visits.current
  return visit ? { 'kymo.visit.id': visit.id, 'url.path': keptUrl(pathOf(visit.address)) } : {}
}
