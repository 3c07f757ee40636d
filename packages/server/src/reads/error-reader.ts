import {
  type ErrorEvent,
  type ErrorGroup,
  type ErrorGroupDetail,
  EXCEPTION_EVENT,
  type ExceptionMechanism,
} from '@kymo/protocol'
import {
  type FoundError,
  groupErrors,
  mentions,
  newestFirst,
  withoutPassedOn,
} from '../queries/error-groups.ts'
import { errorReport } from '../queries/error-report.ts'
import { errorTrend } from '../queries/error-trend.ts'
import { exceptionError } from '../queries/errors.ts'
import { errorsOfSession } from '../queries/session-event.ts'
import { repeatsOf } from '../store/event-row.ts'
import type { EventRow, ExceptionGroupRow } from '../store/rows.ts'
import type { Cursor } from '../store/span-query.ts'
import type { EventFilter, Store } from '../store/store.ts'
import { affectedSessions } from './affected-sessions.ts'
import type { SessionReader } from './session-reader.ts'
import { readTraces, sessionRange } from './trace-digests.ts'

/** Groups looked at. */
const MAX_GROUPS = 1_000
/** Of the newest so many exceptions it is said in how many sessions they happened. */
const MAX_ATTRIBUTED = 1_000
/** Failed spans looked at, the newest: which of them no exception explains, only their traces tell. */
const MAX_FAILED = 1_000
const MAX_DETAILS = 50

export interface ErrorQuery {
  readonly app?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly mechanism?: ExceptionMechanism | undefined
  /** Id of a session. */
  readonly session?: string | undefined
  readonly text?: string | undefined
  readonly before?: Cursor | undefined
  readonly limit: number
}

export interface ErrorList {
  readonly groups: readonly ErrorGroup[]
  readonly next: Cursor | null
  readonly total: number
  /** There are more than were looked at. */
  readonly capped: boolean
}

/** What a list is made of before its page is cut: a group that is whole, or one that the store summed up. */
type Listed = ErrorGroup | ExceptionGroupRow

/** Finds in a store what went wrong, as groups of errors that are one mistake each. */
export class ErrorReader {
  readonly #store: Store
  readonly #sessions: SessionReader

  constructor(store: Store, sessions: SessionReader) {
    this.#store = store
    this.#sessions = sessions
  }

  async list(query: ErrorQuery): Promise<ErrorList> {
    const { session, text, before, limit } = query
    const { listed, capped } = session === undefined ? await this.#all(query) : await this.#ofSession(query)
    const found =
      text === undefined
        ? listed
        : (await this.#whole(listed, query)).filter((group) => mentions(group, text))
    const rest = [...found]
      .sort(newestFirst)
      .filter((group) => before === undefined || isAfter(group, before))
    const page = await this.#whole(rest.slice(0, limit), query)
    const last = page.at(-1)
    return {
      groups: page,
      next:
        rest.length > limit && last !== undefined ? { value: last.lastSeen, spanId: last.fingerprint } : null,
      total: found.length,
      capped,
    }
  }

  async byFingerprint(fingerprint: string): Promise<ErrorGroupDetail | undefined> {
    const filter: EventFilter = { names: [EXCEPTION_EVENT], fingerprints: [fingerprint] }
    const rows = await this.#store.exceptionGroups(filter, 1)
    const [group] = await this.#whole(rows, {})
    if (group !== undefined) {
      const events = withoutPassedOn(await this.#store.events({ ...filter, limit: MAX_ATTRIBUTED }))
      const errors = await this.#errorsOf(events)
      return {
        group,
        errors: errors
          .slice(0, MAX_DETAILS)
          .map(({ error }, i) => ({ ...error, report: errorReport(events[i]?.attributes ?? {}) })),
        ...(await this.#spread(
          errors.map(({ error }, i) => ({ ...error, count: repeatsOf(events[i]?.attributes ?? {}) })),
        )),
      }
    }
    const { found } = await this.#failures({})
    const failures = found.filter(({ error }) => error.fingerprint === fingerprint)
    const [failed] = groupErrors(failures)
    if (failed === undefined) return undefined
    const errors = failures.map(({ error }) => error).sort((a, b) => b.time - a.time)
    return {
      group: failed,
      errors: errors.slice(0, MAX_DETAILS),
      ...(await this.#spread(errors.map((error) => ({ ...error, count: 1 })))),
    }
  }

  /** Over what time and over which sessions errors of one mistake are spread. */
  async #spread(
    errors: readonly { readonly sessionId: string | null; readonly time: number; readonly count: number }[],
  ): Promise<Pick<ErrorGroupDetail, 'trend' | 'affected'>> {
    return { trend: errorTrend(errors), affected: await affectedSessions(this.#store, errors) }
  }

  async #all(query: ErrorQuery): Promise<{ listed: readonly Listed[]; capped: boolean }> {
    const [rows, failures] = await Promise.all([
      this.#store.exceptionGroups(filterOf(query), MAX_GROUPS),
      query.mechanism === undefined ? this.#failures(query) : { found: [], capped: false },
    ])
    return {
      listed: [...rows, ...groupErrors(failures.found)],
      capped: rows.length === MAX_GROUPS || failures.capped,
    }
  }

  async #ofSession({ session: id, app, from, to, mechanism }: ErrorQuery): Promise<{
    listed: readonly Listed[]
    capped: boolean
  }> {
    const session = await this.#sessions.byId(id as string)
    if (session === undefined) return { listed: [], capped: false }
    const traceIds = [...new Set(session.members.map(({ root }) => root.traceId))]
    const { spans, exceptions } = await readTraces(this.#store, traceIds, sessionRange(session.members))
    const apps = new Map([...spans, ...exceptions].map((row) => [row.spanId, row.app]))
    const found = errorsOfSession(session, spans, exceptions)
      .map((error): FoundError => ({ app: apps.get(error.spanId) ?? session.head.app, error }))
      .filter(
        (one) =>
          (app === undefined || one.app === app) &&
          (mechanism === undefined || one.error.mechanism === mechanism) &&
          (from === undefined || one.error.time >= from) &&
          (to === undefined || one.error.time < to),
      )
    return { listed: groupErrors(found), capped: false }
  }

  /** Failures that no exception explains. */
  async #failures({ app, from, to }: Partial<ErrorQuery>): Promise<{ found: FoundError[]; capped: boolean }> {
    const failed = await this.#store.spans({
      bare: true,
      outcomes: ['error'],
      app,
      from,
      to,
      order: 'newest',
      limit: MAX_FAILED,
    })
    const appOf = new Map(failed.map((span) => [span.spanId, span.app]))
    const errors = await this.#sessions.failuresOf(failed)
    const found = errors.flatMap((error) => {
      const of = appOf.get(error.spanId ?? '')
      return of === undefined ? [] : [{ app: of, error }]
    })
    return { found, capped: failed.length === MAX_FAILED }
  }

  /** Completes groups that the store summed up by their newest, and in how many sessions they happened. */
  async #whole(listed: readonly Listed[], query: Partial<ErrorQuery>): Promise<ErrorGroup[]> {
    const rows = listed.filter((group): group is ExceptionGroupRow => !isWhole(group))
    if (rows.length === 0) return listed.filter(isWhole)
    const [latest, events] = await Promise.all([
      this.#store.events({ seqs: rows.map((row) => row.latest), limit: rows.length }),
      this.#store.events({
        ...filterOf(query),
        fingerprints: rows.map(({ fingerprint }) => fingerprint),
        limit: MAX_ATTRIBUTED,
      }),
    ])
    const sessionOf = await this.#sessions.sessionsOfExceptions([...latest, ...events])
    const sessions = new Map<string | null, Set<string>>()
    for (const { fingerprint, seq } of events) {
      const session = sessionOf.get(seq)
      if (session == null) continue
      sessions.set(fingerprint, (sessions.get(fingerprint) ?? new Set()).add(session))
    }
    const newest = new Map(latest.map((event) => [event.seq, event]))
    return listed.flatMap((group) => {
      if (isWhole(group)) return group
      const event = newest.get(group.latest)
      if (event === undefined) return []
      const error = exceptionError(event, sessionOf.get(event.seq) ?? null)
      return { ...summed(group, event, error), sessions: sessions.get(group.fingerprint)?.size ?? 0 }
    })
  }

  async #errorsOf(events: readonly EventRow[]): Promise<FoundError[]> {
    const sessionOf = await this.#sessions.sessionsOfExceptions(events)
    return events.map((event) => ({
      app: event.app,
      error: exceptionError(event, sessionOf.get(event.seq) ?? null),
    }))
  }
}

function isWhole(group: Listed): group is ErrorGroup {
  return typeof group.latest !== 'number'
}

function isAfter({ lastSeen, fingerprint }: Listed, { value, spanId }: Cursor): boolean {
  return lastSeen < value || (lastSeen === value && fingerprint < spanId)
}

function summed(
  { fingerprint, count, firstSeen, lastSeen }: ExceptionGroupRow,
  { app }: EventRow,
  latest: ErrorEvent,
): Omit<ErrorGroup, 'sessions'> {
  const { type, message } = latest
  return { fingerprint, app, type, message, count, firstSeen, lastSeen, latest }
}

function filterOf({ app, from, to, mechanism }: Partial<ErrorQuery>): EventFilter {
  return { names: [EXCEPTION_EVENT], app, from, to, mechanism }
}
