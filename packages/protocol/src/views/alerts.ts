/*
 * Rules that the collector watches, and what has come of them. Times are milliseconds since the Unix epoch.
 */

export const ALERT_CONDITIONS = [
  'server-lost',
  'cpu',
  'memory',
  'disk',
  'error-rate',
  'p95',
  'slow-count',
] as const
export type AlertCondition = (typeof ALERT_CONDITIONS)[number]

/** One rule, as the config file says it. */
export interface AlertRule {
  /** Unique. */
  readonly name: string
  readonly when: AlertCondition
  /**
   * What is too much. `cpu`, `memory`, `disk`: percent used, 0 to 100. `error-rate`: percent of requests. `p95`:
   * milliseconds. `slow-count`: slow requests in the window. Not for `server-lost`.
   */
  readonly above?: number
  /** Where it is over, so that it does not flap: at or below this. Default: 90 % of `above`. */
  readonly clearBelow?: number
  /** Seconds that it has to hold before it fires. Default: 60; for `server-lost` 0. */
  readonly for?: number
  /** Seconds of traffic looked at by `error-rate`, `p95` and `slow-count`, in whole minutes. Default: 300. */
  readonly window?: number
  /** Seconds after it fired in which the same does not fire again. Default: 300. */
  readonly cooldown?: number
  /** Only this app, this environment. Default: all. */
  readonly app?: string
  readonly environment?: string
  /** Requests in the window below which `error-rate` and `p95` say nothing. Default: 10. */
  readonly minRequests?: number
}

/**
 * - `pending`: it holds, but not for long enough.
 * - `firing`
 * - `resolved`: it fired, and is over.
 */
export type AlertState = 'pending' | 'firing' | 'resolved'

/** What became of one rule for one server or app. */
export interface AlertStatus {
  /** Of this time that it holds; the same from pending to resolved. */
  readonly id: string
  readonly rule: string
  readonly when: AlertCondition
  readonly state: AlertState
  /**
   * The server's id, or `<app>@<environment>`; of a process that is lost while its server lives,
   * `<server>/<process>`.
   */
  readonly subject: string
  /** In one line, such as `web-1: CPU 94 % (over 80 % for 2 min)`. */
  readonly message: string
  /** As of now; when it is over, as of then. */
  readonly value: number | null
  readonly threshold: number | null
  /** When it began to hold. */
  readonly since: number
  readonly firedAt: number | null
  readonly resolvedAt: number | null
}

/** `GET /api/alerts`: the rules, what holds now, and what was, newest first. */
export interface Alerts {
  readonly rules: readonly AlertRule[]
  readonly active: readonly AlertStatus[]
  /** At most 200. */
  readonly past: readonly AlertStatus[]
  /** Of each webhook, by its host. */
  readonly webhooks: readonly {
    readonly host: string
    /** Messages that it took, since the collector started. */
    readonly sent: number
    /** Messages that it will not get any more. */
    readonly failed: number
    /** Messages that are still to be sent. */
    readonly waiting: number
    /** Why the last attempt failed; null when it did not. */
    readonly problem: string | null
  }[]
}
