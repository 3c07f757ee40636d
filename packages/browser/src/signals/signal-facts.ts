import {
  type Event,
  REPORT_LIMIT,
  reportText,
  SIGNAL_REPORT_LIMIT,
  SIGNALS_EVENT,
  type SignalNode,
  type SignalReport,
} from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { keptName, keptUrl } from '../kept.ts'
import { observedPage } from '../page.ts'
import { pathOf } from '../visits/visit.ts'
import type { SignalLedger } from './signal-ledger.ts'
import { FLAGS, isGone, nameOf, peakOf, type SignalRecord } from './signal-record.ts'

const MOST_DEPENDENCIES = 64
/** UTF-16 units that a report needs beside its signals. */
const FRAME = 200

/**
 * What signals did since this was asked before; `undefined` when there is nothing to tell. Those that had no room stay
 * for the next time, with all that they did until then.
 */
export function takeReport(ledger: SignalLedger): SignalReport | undefined {
  const touched = ledger.settled()
  const cycles = ledger.cycles().map((cycle) => cycle.map(({ id }) => id))
  const done = new Set<SignalRecord>()
  // Of many that are new, few have updated: only these need to be sorted.
  const busy: SignalRecord[] = []
  const quiet: SignalRecord[] = []
  for (const record of touched) {
    if (!isWorthy(record)) done.add(record)
    else if (record.updates) busy.push(record)
    else quiet.push(record)
  }
  const worthy = [...busy.sort((a, b) => b.updates - a.updates || a.id - b.id), ...quiet]
  const signals: SignalNode[] = []
  let room = REPORT_LIMIT - FRAME - JSON.stringify(cycles).length
  for (const record of worthy) {
    const node = nodeOf(record)
    room -= JSON.stringify(node).length + 1
    if (signals.length === SIGNAL_REPORT_LIMIT || room < 0) break
    signals.push(node)
    done.add(record)
    told(record)
  }
  ledger.forget(done)
  if (!signals.length) return undefined
  return { excessive: ledger.excessive, signals, cycles, leftOut: ledger.takeUntracked() }
}

/** A report as the collector takes it. */
export function signalsEvent(report: SignalReport): Event {
  const visit = observedPage()?.visits.current
  return {
    fact: 'event',
    name: SIGNALS_EVENT,
    time: epoch(performance.now()),
    attributes: {
      'kymo.report': reportText(report, 'signals'),
      ...(visit && { 'kymo.visit.id': visit.id, 'url.path': keptUrl(pathOf(visit.address)) }),
    },
  }
}

/** What came and went between two reports is told only if it did something. */
function isWorthy({ flags, updates }: SignalRecord): boolean {
  if (flags & FLAGS.gone && !(flags & FLAGS.told)) return updates > 0
  return updates > 0 || (flags & FLAGS.changed) !== 0
}

const nodeOf = (record: SignalRecord): SignalNode => ({
  id: record.id,
  name: keptName(nameOf(record)),
  kind: record.kind,
  library: record.library.name.slice(0, 40) || 'unknown',
  updates: record.updates,
  peak: peakOf(record),
  subscribers: record.subscribers,
  dependsOn: record.dependsOn
    .flatMap((source) => (isGone(source) ? [] : [source.id]))
    .slice(0, MOST_DEPENDENCIES),
  gone: isGone(record),
})

function told(record: SignalRecord): void {
  record.toldUpdates += record.updates
  record.updates = 0
  record.peak = 0
  record.flags = (record.flags | FLAGS.told) & ~FLAGS.changed
}
