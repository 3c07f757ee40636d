import { createHash } from 'node:crypto'
import type { AlertStatus } from '@kymo/protocol'
import { clearWords, type Ending, endingWords, holdingWords } from './alert-words.ts'
import { type AlertView, type Reading, readingsOf } from './readings.ts'
import type { WatchedRule } from './watched-rule.ts'

/** What has come of rules so far. */
export interface AlertsState {
  /** What holds, by rule and subject. */
  readonly active: ReadonlyMap<string, ActiveAlert>
  /** What is over, newest first: the newest 200, and what fired so lately that the same may not fire again. */
  readonly past: readonly AlertStatus[]
}

export interface ActiveAlert {
  readonly status: AlertStatus
  /** Since when its value has not been known; null while it is. */
  readonly unknownSince: number | null
}

export interface Evaluation {
  readonly state: AlertsState
  /** What is over, then what has begun to fire. */
  readonly transitions: readonly AlertStatus[]
}

export const PAST_ALERTS = 200
/** Milliseconds that an alert goes on while its value is not known. */
export const UNKNOWN_PATIENCE = 15 * 60_000
/** The same while there is no such server, process or app: one of which a restart knows nothing yet. */
export const GONE_PATIENCE = 30_000

/**
 * One look at the rules: nothing happens but what is returned.
 * @param now milliseconds since the Unix epoch; a clock that was set back makes nothing wait longer than it would have
 */
export function evaluate(
  state: AlertsState,
  rules: readonly WatchedRule[],
  view: AlertView,
  now: number,
): Evaluation {
  const fired = lastFirings(state.past)
  const active = new Map<string, ActiveAlert>()
  const seen = new Set<string>()
  const transitions: AlertStatus[] = []
  for (const watched of rules) {
    for (const reading of readingsOf(watched, view)) {
      const key = alertKey({ rule: watched.name, when: watched.when, subject: reading.subject })
      const before = state.active.get(key)
      seen.add(key)
      const after = next(watched, reading, before, fired.get(key), now)
      if (after === undefined) continue
      if (after.status.state === 'resolved') transitions.push(after.status)
      else {
        active.set(key, after)
        if (after.status.state === 'firing' && before?.status.state !== 'firing') {
          transitions.push(after.status)
        }
      }
    }
  }
  const conditions = new Map(rules.map(({ name, when }) => [name, when]))
  for (const [key, before] of state.active) {
    const { status } = before
    if (seen.has(key) || status.state !== 'firing') continue
    const watched = conditions.get(status.rule) === status.when
    const after = watched ? whileUnknown(before, 'gone', now) : endedAlert(before, 'unwatched', now)
    if (after.status.state === 'resolved') transitions.push(after.status)
    else active.set(key, after)
  }
  const over = transitions.filter((status) => status.state === 'resolved')
  const began = transitions.filter((status) => status.state === 'firing')
  return {
    state: { active, past: pastOf([...over, ...state.past], rules, now) },
    transitions: [...over, ...began],
  }
}

/** What a store has kept of it. */
export function restoredState(alerts: readonly AlertStatus[]): AlertsState {
  const firing = alerts.filter(({ state }) => state === 'firing')
  return {
    active: new Map(firing.map((status) => [alertKey(status), { status, unknownSince: null }])),
    past: alerts
      .filter(({ state }) => state === 'resolved')
      .sort((a, b) => (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0)),
  }
}

/** A rule that asks for something else under the same name is another. */
export function alertKey({ rule, when, subject }: Pick<AlertStatus, 'rule' | 'when' | 'subject'>): string {
  return JSON.stringify([rule, when, subject])
}

function next(
  watched: WatchedRule,
  reading: Reading,
  before: ActiveAlert | undefined,
  firedBefore: number | undefined,
  now: number,
): ActiveAlert | undefined {
  if (before?.status.state === 'firing') return whileFiring(watched, reading, before, now)
  const { value } = reading
  if (value === null || value <= watched.above) return undefined
  const since = Math.min(before?.status.since ?? now, now)
  // Where it fired in what is now the future, the clock was set back.
  const last = firedBefore !== undefined && firedBefore > now ? since : firedBefore
  const cooled = last === undefined || now - last >= watched.cooldown
  const fires = cooled && now - since >= watched.hold
  const of = { rule: watched.name, when: watched.when, subject: reading.subject }
  const status: AlertStatus = {
    id: before?.status.id ?? alertId(alertKey(of), since),
    ...of,
    ...holding(watched, reading, fires),
    state: fires ? 'firing' : 'pending',
    since,
    firedAt: fires ? now : null,
    resolvedAt: null,
  }
  return { status, unknownSince: null }
}

function whileFiring(watched: WatchedRule, reading: Reading, before: ActiveAlert, now: number): ActiveAlert {
  const { status } = before
  const { value } = reading
  if (value === null) return whileUnknown(before, 'unknown', now)
  if (value > watched.clearBelow) {
    return { status: { ...status, ...holding(watched, reading, true) }, unknownSince: null }
  }
  const resolvedAt = Math.max(now, status.firedAt ?? now)
  return {
    status: {
      ...status,
      state: 'resolved',
      message: clearWords(watched, reading, resolvedAt - status.since),
      value: watched.when === 'server-lost' ? null : value,
      resolvedAt,
    },
    unknownSince: null,
  }
}

function holding(
  watched: WatchedRule,
  reading: Reading,
  fires: boolean,
): Pick<AlertStatus, 'message' | 'value' | 'threshold'> {
  const measured = watched.when !== 'server-lost'
  return {
    message: holdingWords(watched, reading, fires),
    value: measured ? reading.value : null,
    threshold: measured ? watched.above : null,
  }
}

function whileUnknown(before: ActiveAlert, ending: 'gone' | 'unknown', now: number): ActiveAlert {
  const unknownSince = Math.min(before.unknownSince ?? now, now)
  const patience = ending === 'gone' ? GONE_PATIENCE : UNKNOWN_PATIENCE
  return now - unknownSince < patience ? { ...before, unknownSince } : endedAlert(before, ending, now)
}

function endedAlert({ status }: ActiveAlert, ending: Exclude<Ending, 'clear'>, now: number): ActiveAlert {
  const message = endingWords(ending, status.message)
  const resolvedAt = Math.max(now, status.firedAt ?? now)
  return { status: { ...status, state: 'resolved', message, resolvedAt }, unknownSince: null }
}

function lastFirings(past: readonly AlertStatus[]): Map<string, number> {
  const fired = new Map<string, number>()
  for (const status of past) {
    const key = alertKey(status)
    fired.set(key, Math.max(fired.get(key) ?? 0, status.firedAt ?? 0))
  }
  return fired
}

function pastOf(past: readonly AlertStatus[], rules: readonly WatchedRule[], now: number): AlertStatus[] {
  const cooldowns = new Map(rules.map(({ name, cooldown }) => [name, cooldown]))
  return past.filter(
    ({ rule, firedAt }, i) => i < PAST_ALERTS || now - (firedAt ?? 0) < (cooldowns.get(rule) ?? 0),
  )
}

/** The same for whoever sees the same at the same time. */
function alertId(key: string, since: number): string {
  return createHash('sha256').update(`${key} ${since}`).digest('hex').slice(0, 16)
}
