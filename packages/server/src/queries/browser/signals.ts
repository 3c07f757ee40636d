import {
  type BrowserSignals,
  type PageHealthFigures,
  parseSignalReport,
  type SignalReport,
  type TimeWindow,
} from '@kymo/protocol'
import type { EventRow } from '../../store/rows.ts'
import { groupBy } from '../group-by.ts'

const MAX_SIGNALS = 2_000

type Sums = Pick<BrowserSignals, 'signals' | 'cycles' | 'excessive' | 'leftOut'>
type Signal = BrowserSignals['signals'][number]

/**
 * The signals of one page: what is told only of changes, is put together from the page's beginning.
 * @param events its reports, newest first, also from before the window
 */
export function sumSignals(events: readonly EventRow[], { from }: Pick<TimeWindow, 'from'>): Sums {
  const signals = new Map<number, Signal>()
  const reports = reportsOf(events)
  let leftOut = 0
  for (const { report, event } of [...reports].reverse()) {
    const counts = event.time >= from
    if (counts) leftOut += report.leftOut
    for (const { id, name, kind, library, updates, peak, subscribers, dependsOn, gone } of report.signals) {
      const before = signals.get(id)
      signals.set(id, {
        id,
        name,
        kind,
        library,
        updates: (before?.updates ?? 0) + (counts ? updates : 0),
        peak: Math.max(before?.peak ?? 0, counts ? peak : 0),
        subscribers,
        dependsOn,
        gone,
        lastSeen: event.time,
      })
    }
  }
  const [newest] = reports
  return {
    signals: [...signals.values()]
      .filter(({ gone, updates }) => !gone || updates > 0)
      .sort((a, b) => b.updates - a.updates || a.id - b.id)
      .slice(0, MAX_SIGNALS),
    cycles: newest?.report.cycles ?? [],
    excessive: newest?.report.excessive ?? null,
    leftOut,
  }
}

/**
 * What is wrong with signals, of many pages the mean of each.
 * @param events reports of a window, newest first
 */
export function signalFaults(events: readonly EventRow[]): PageHealthFigures['signals'] {
  const pages = [...groupBy(events, ({ instance }) => instance).values()].flatMap((ofPage) => {
    const reports = reportsOf(ofPage)
    const [newest] = reports
    if (newest === undefined) return []
    const excessive = new Set(
      reports.flatMap(({ report }) =>
        report.signals.filter(({ peak }) => peak >= report.excessive).map(({ id }) => id),
      ),
    )
    return [{ excessive: excessive.size, cycles: newest.report.cycles.length }]
  })
  if (pages.length === 0) return undefined
  const mean = (name: 'excessive' | 'cycles') =>
    pages.reduce((sum, page) => sum + page[name], 0) / pages.length
  return { excessive: mean('excessive'), cycles: mean('cycles') }
}

function reportsOf(events: readonly EventRow[]): { report: SignalReport; event: EventRow }[] {
  return events.flatMap((event) => {
    const { value: report } = parseSignalReport(event.attributes['kymo.report'])
    return report === undefined ? [] : [{ report, event }]
  })
}
