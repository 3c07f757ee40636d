import type { BrowserCall, SessionSummary } from '@kymo/protocol'
import type { ChoiceOption } from '../../controls/choice.tsx'
import { timeOfDay } from '../../format/time.ts'

/** The visit that made the newest call, to `host` if given; undefined where none is known. */
export function newestVisit(calls: readonly BrowserCall[], host?: string): string | undefined {
  const newest = calls.findLast((call) => call.visitId !== null && (host === undefined || call.host === host))
  return newest?.visitId ?? undefined
}

/** The visits of the calls, the newest first, named by their page where that is known. */
export function visitOptions(
  calls: readonly BrowserCall[],
  sessions: readonly Pick<SessionSummary, 'id' | 'url' | 'startTime'>[],
): ChoiceOption[] {
  const byId = new Map(sessions.map((session) => [session.id, session]))
  const visits = new Map<string, { count: number; first: number }>()
  for (const { visitId, startTime } of calls) {
    if (visitId === null) continue
    const known = visits.get(visitId)
    visits.set(visitId, {
      count: (known?.count ?? 0) + 1,
      first: Math.min(known?.first ?? startTime, startTime),
    })
  }
  return [...visits]
    .sort(([, a], [, b]) => b.first - a.first)
    .map(([value, { count, first }]) => {
      const session = byId.get(value)
      return {
        value,
        count,
        label: `${session?.url ?? 'a visit'}, ${timeOfDay(session?.startTime ?? first)}`,
      }
    })
}
