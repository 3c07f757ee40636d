import {
  type CallPhase,
  COMMIT_EVENT,
  COMPONENTS_EVENT,
  type CommitNode,
  type ComponentDelta,
  type Device,
  type Event,
  LEAK_EVENT,
  type LeakKind,
  MEMORY_EVENT,
  MEMORY_FIGURES,
  type MemoryFigure,
  PHASE_PREFIX,
  SIGNALS_EVENT,
  type SignalNode,
  type Span,
  WEB_VITAL_EVENT,
  type WebVital,
} from '@kymo/protocol'
import { clientFetch, id } from './facts.ts'

export { component, signal } from '../../tests/support/page-reports.ts'

interface Told {
  readonly time?: number
  readonly visitId?: string
  readonly path?: string
  readonly attributes?: Event['attributes']
}

/** What a page in a browser tells of itself. */
function told(name: string, { time = Date.now() - 1000, visitId, path = '/', attributes }: Told): Event {
  return {
    fact: 'event',
    name,
    time,
    attributes: {
      'url.path': path,
      ...(visitId === undefined ? {} : { 'kymo.visit.id': visitId }),
      ...attributes,
    },
  }
}

/** A web vital of one load of a page. */
export function vital(
  name: WebVital,
  value: number,
  { device = 'desktop', attributes, ...rest }: Told & { readonly device?: Device } = {},
): Event {
  return told(WEB_VITAL_EVENT, {
    ...rest,
    attributes: {
      'browser.web_vital.name': name,
      'browser.web_vital.value': value,
      'browser.web_vital.delta': value,
      'browser.web_vital.id': id(16),
      'browser.web_vital.navigation_type': 'navigate',
      'kymo.device': device,
      ...attributes,
    },
  })
}

export function components(deltas: readonly ComponentDelta[], where: Told = {}): Event {
  const report = { slowThreshold: 16, components: deltas, leftOut: 0 }
  return told(COMPONENTS_EVENT, { ...where, attributes: { 'kymo.report': JSON.stringify(report) } })
}

export function commit(
  nodes: readonly CommitNode[],
  { duration, ...where }: Told & { readonly duration?: number } = {},
): Event {
  const report = { framework: 'react', nodes, leftOut: 0, ...(duration === undefined ? {} : { duration }) }
  return told(COMMIT_EVENT, { ...where, attributes: { 'kymo.report': JSON.stringify(report) } })
}

export function signals(
  nodes: readonly SignalNode[],
  { cycles = [], ...where }: Told & { readonly cycles?: readonly (readonly number[])[] } = {},
): Event {
  const report = { excessive: 60, signals: nodes, cycles, leftOut: 0 }
  return told(SIGNALS_EVENT, { ...where, attributes: { 'kymo.report': JSON.stringify(report) } })
}

export function memory(
  figures: Readonly<Partial<Record<MemoryFigure, number>>>,
  {
    missing = [],
    sizes,
    ...where
  }: Told & {
    readonly missing?: readonly MemoryFigure[]
    readonly sizes?: readonly { readonly name: string; readonly instances: number; readonly bytes: number }[]
  } = {},
): Event {
  const named = Object.entries(figures).map(([figure, value]) => [
    MEMORY_FIGURES[figure as MemoryFigure],
    value,
  ])
  return told(MEMORY_EVENT, {
    ...where,
    attributes: {
      ...Object.fromEntries(named),
      ...(missing.length === 0 ? {} : { 'kymo.memory.missing': missing }),
      ...(sizes === undefined ? {} : { 'kymo.report': JSON.stringify({ components: sizes }) }),
    },
  })
}

export function leak(kind: LeakKind, growth: number, value: number, where: Told = {}): Event {
  return told(LEAK_EVENT, {
    ...where,
    attributes: {
      'kymo.leak.kind': kind,
      'kymo.leak.growth': growth,
      'kymo.leak.value': value,
      ...where.attributes,
    },
  })
}

/** A call of a page that the network monitor tells of. */
export function call(
  visit: string,
  url: string,
  {
    phases = {},
    attributes,
    ...overrides
  }: NonNullable<Parameters<typeof clientFetch>[2]> & {
    readonly phases?: Readonly<Partial<Record<CallPhase, number>>>
  } = {},
): Span {
  return clientFetch(visit, url, {
    ...overrides,
    attributes: {
      'kymo.fetch.by': 'fetch',
      'server.address': new URL(url).hostname,
      ...Object.fromEntries(Object.entries(phases).map(([phase, value]) => [PHASE_PREFIX + phase, value])),
      ...attributes,
    },
  })
}
