import { type CommitDetail, type CommitReport, type CommitSummary, parseCommitReport } from '@kymo/protocol'
import type { EventRow } from '../../store/rows.ts'
import { textOf } from '../attributes.ts'

/** `undefined` where its report can't be read. */
export function commitOf(event: EventRow): CommitDetail | undefined {
  const { value: report } = parseCommitReport(event.attributes['kymo.report'])
  return report && { summary: summaryOf(event, report), report }
}

function summaryOf({ seq, app, time, visitId, attributes }: EventRow, report: CommitReport): CommitSummary {
  const rendered = report.nodes.filter(({ kind }) => kind !== 'still')
  const own = rendered.filter(({ library }) => library === undefined)
  const named = own.length > 0 ? own : rendered
  const longest = named.reduce(
    (most, node) => ((node.selfTime ?? 0) > (most?.selfTime ?? 0) ? node : most),
    named[0],
  )
  return {
    id: String(seq),
    app,
    time,
    duration: report.duration ?? null,
    components: rendered.length + report.leftOut,
    name: longest?.name ?? '',
    ...(longest?.library && { library: true }),
    visitId,
    path: textOf(attributes, 'url.path'),
  }
}
