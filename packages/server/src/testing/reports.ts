import {
  COMMIT_EVENT,
  COMPONENTS_EVENT,
  type CommitReport,
  type ComponentDelta,
  type ComponentReport,
  type Event,
  SIGNALS_EVENT,
  type SignalNode,
  type SignalReport,
} from '@kymo/protocol'
import { T } from './facts.ts'

export interface ReportOptions {
  readonly time?: number
  readonly visitId?: string
  readonly path?: string
}

/** An event of a page with a report. */
export function report(
  name: string,
  json: unknown,
  { time = T, visitId, path = '/' }: ReportOptions = {},
): Event {
  return {
    fact: 'event',
    name,
    time,
    attributes: {
      'kymo.report': typeof json === 'string' ? json : JSON.stringify(json),
      'url.path': path,
      ...(visitId === undefined ? {} : { 'kymo.visit.id': visitId }),
    },
  }
}

export function componentsReport(
  components: readonly ComponentDelta[],
  options: ReportOptions & Partial<Omit<ComponentReport, 'components'>> = {},
): Event {
  const { slowThreshold = 16, leftOut = 0, ...rest } = options
  return report(COMPONENTS_EVENT, { slowThreshold, components, leftOut } satisfies ComponentReport, rest)
}

export function commitReport(
  nodes: CommitReport['nodes'],
  options: ReportOptions & Partial<Omit<CommitReport, 'nodes'>> = {},
): Event {
  const { framework = 'react', duration, leftOut = 0, ...rest } = options
  const of = { framework, ...(duration === undefined ? {} : { duration }), nodes, leftOut }
  return report(COMMIT_EVENT, of satisfies CommitReport, rest)
}

export function signalsReport(
  signals: readonly SignalNode[],
  options: ReportOptions & Partial<Omit<SignalReport, 'signals'>> = {},
): Event {
  const { excessive = 60, cycles = [], leftOut = 0, ...rest } = options
  return report(SIGNALS_EVENT, { excessive, signals, cycles, leftOut } satisfies SignalReport, rest)
}
