import type { AlertCondition, AlertRule } from '@kymo/protocol'

/** A rule with all that it leaves to the defaults. Lengths are milliseconds. */
export interface WatchedRule {
  readonly rule: AlertRule
  readonly name: string
  readonly when: AlertCondition
  /** It holds above this. */
  readonly above: number
  /** It is over at or below this. */
  readonly clearBelow: number
  readonly hold: number
  readonly window: number
  readonly cooldown: number
  readonly minRequests: number
}

const SECOND = 1000
const DEFAULT_FOR = 60
const DEFAULT_WINDOW = 300
const DEFAULT_COOLDOWN = 300
const DEFAULT_MIN_REQUESTS = 10
const DEFAULT_CLEAR = 0.9

export function isOfTraffic(when: AlertCondition): boolean {
  return when === 'error-rate' || when === 'p95' || when === 'slow-count'
}

/** `value` of a reading of `server-lost` is 1 or 0. */
export function watchedRule(given: AlertRule): WatchedRule {
  const rule = withDefaults(given)
  const { name, when, above = 0, clearBelow = 0 } = rule
  return {
    rule,
    name,
    when,
    above,
    clearBelow,
    hold: (rule.for ?? 0) * SECOND,
    window: (rule.window ?? DEFAULT_WINDOW) * SECOND,
    cooldown: (rule.cooldown ?? DEFAULT_COOLDOWN) * SECOND,
    minRequests: rule.minRequests ?? 1,
  }
}

/** As people are shown it. */
function withDefaults(rule: AlertRule): AlertRule {
  const { when, above, cooldown = DEFAULT_COOLDOWN } = rule
  if (when === 'server-lost') return { ...rule, for: rule.for ?? 0, cooldown }
  const { clearBelow = (above ?? 0) * DEFAULT_CLEAR, for: hold = DEFAULT_FOR } = rule
  const full = { ...rule, clearBelow, for: hold, cooldown }
  if (!isOfTraffic(when)) return full
  const { window = DEFAULT_WINDOW, minRequests = DEFAULT_MIN_REQUESTS } = rule
  return when === 'slow-count' ? { ...full, window } : { ...full, window, minRequests }
}
