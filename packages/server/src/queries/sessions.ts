import type { SessionCounts, SessionOpener, SessionSummary } from '@kymo/protocol'
import { withoutRsc } from '../store/page-key.ts'
import type { EventRow, SpanRow } from '../store/rows.ts'
import { attribute, headsOf, supersededAt } from './attribution.ts'
import type { RootDigest, TraceDigest } from './digest.ts'
import { groupBy } from './group-by.ts'
import type { Root } from './root.ts'

/** A session before its rows are made: all roots that belong to it. */
export interface Session {
  readonly id: string
  /** Of its members, the one that says what it is. */
  readonly head: Root
  readonly members: readonly RootDigest[]
  /** Exceptions of its page that are of no trace. */
  readonly exceptions: readonly EventRow[]
  /** Highest number of what its page measured. */
  readonly measured: number
  /** Number of the fact that told of the next visit of the same page; 0 when there was none. */
  readonly superseded: number
}

/**
 * Groups traces into sessions, newest first. Files that belong to no session are left out.
 * @param others what else is known, whose own traces are not asked for: pages take away what belongs to them
 * @param exceptions those of no trace
 * @param measures what pages measured
 */
export function foldSessions(
  digests: readonly TraceDigest[],
  others: readonly Root[] = [],
  exceptions: readonly EventRow[] = [],
  measures: readonly Pick<SpanRow, 'visitId' | 'seq'>[] = [],
): Session[] {
  const digested = digests.flatMap((digest) => digest.roots)
  const traces = new Set(digests.map(({ traceId }) => traceId))
  // Of a trace that is here whole, no other root is one.
  const roots = [...digested.map(({ root }) => root), ...others.filter(({ traceId }) => !traces.has(traceId))]
  const sessions = attribute(roots)
  const superseded = supersededAt(roots, sessions)
  const heads = headsOf(
    digested.map(({ root }) => root),
    sessions,
  )
  const members = groupBy(digested, ({ root }) => sessions.get(root.id) ?? null)
  const measured = new Map<string | null, number>()
  for (const { visitId, seq } of measures) measured.set(visitId, Math.max(seq, measured.get(visitId) ?? 0))
  const thrown = groupBy(exceptions, ({ visitId }) => visitId)
  return [...heads]
    .map(([id, head]) => ({
      id,
      head,
      members: members.get(id) ?? [],
      exceptions: thrown.get(id) ?? [],
      measured: measured.get(id) ?? 0,
      superseded: superseded.get(id) ?? 0,
    }))
    .sort((a, b) => newestFirst(a.head, b.head))
}

export function newestFirst(a: Root, b: Root): number {
  return b.start - a.start || (a.id < b.id ? 1 : -1)
}

export function summarize({ id, head, members, exceptions, measured, superseded }: Session): SessionSummary {
  const visit = members.find((member) => member.visit !== null)?.visit ?? null
  const counts = members.reduce(add, { requests: 0, fetches: 0, actions: 0, errors: exceptions.length })
  return {
    id,
    opener: openerOf(head, visit),
    app: head.app,
    method: head.method,
    url: addressOf(head, members),
    route: head.route,
    statusCode: head.statusCode,
    startTime: head.start,
    endTime: Math.max(
      head.start,
      ...exceptions.map(({ time }) => time),
      members.reduce((end, member) => Math.max(end, member.endTime), 0),
    ),
    duration: head.duration,
    visit,
    counts,
    revision: Math.max(
      superseded,
      measured,
      ...exceptions.map(({ seq }) => seq),
      members.reduce((revision, member) => Math.max(revision, member.revision), 0),
    ),
  }
}

function openerOf({ kind, purpose }: Root, visit: SessionSummary['visit']): SessionOpener {
  if (purpose === 'document' || purpose === 'navigation') return purpose
  // A page that a form's request served, or that no server told of.
  const isLoad = visit?.type === 'load' || visit?.type === 'reload'
  if (isLoad && kind !== 'fetch') return 'document'
  return kind === 'navigation' ? 'navigation' : 'request'
}

function add(sum: SessionCounts, { counts }: RootDigest): SessionCounts {
  return {
    requests: sum.requests + counts.requests,
    fetches: sum.fetches + counts.fetches,
    actions: sum.actions + counts.actions,
    errors: sum.errors + counts.errors,
  }
}

/** Of a change of page what the browser then shows: its data may be asked for at an address that no page has. */
function addressOf(head: Root, members: readonly RootDigest[]): string {
  if (head.purpose !== 'navigation') return head.url
  return members.find(({ root }) => root.kind === 'navigation')?.root.url ?? withoutRscOf(head.url)
}

function withoutRscOf(url: string): string {
  const question = url.indexOf('?')
  if (question === -1) return url
  const rest = withoutRsc(url.slice(question + 1))
  return rest === '' ? url.slice(0, question) : `${url.slice(0, question)}?${rest}`
}
