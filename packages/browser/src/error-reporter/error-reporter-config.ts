import { BREADCRUMB_CATEGORIES, type BreadcrumbCategory } from '@kymo/protocol'
import type { MonitorConfig } from '../monitors/monitor-config.ts'
import type { ReportedError } from './reported-error.ts'

/**
 * Where errors go: to Kymo's collector, to the Sentry project of the `dsn`, or to a function of the app's. What the function
 * throws, or the promise that it returns rejects with, makes the error wait in the offline queue and come again.
 */
export type ErrorIntegration = 'kymo' | 'sentry' | ((error: ReportedError) => unknown)

export interface ErrorReporterConfig extends MonitorConfig<ReportedError> {
  /** Whether it observes. Default: false, and true from the first call that gives a `dsn` or an `integration` */
  readonly enabled?: boolean
  /** Of the Sentry project, such as `https://<key>@<host>/<project>`. */
  readonly dsn?: string | undefined
  /** Such as `production`; told with each error. */
  readonly environment?: string | undefined
  /** Of the app, such as `1.0.0`; told with each error. */
  readonly release?: string | undefined
  /** One, or several at once. Default: `'sentry'` where there is a `dsn`, else `'kymo'` */
  readonly integration?: ErrorIntegration | readonly ErrorIntegration[] | undefined
  /**
   * Called with each error before it is told. What it returns is told in its place, redacted once more; `null` keeps it
   * back. Where it throws, the error is told as it was.
   */
  readonly beforeSend?: ((error: ReportedError) => ReportedError | null) | undefined
  /**
   * Milliseconds in which errors that are the same as one that was told are only counted; when they are over, one stands
   * for them. 0: all are told. Default: 5000
   */
  readonly dedupeWindow?: number
  /** Whether what the app writes to `console.error` is an error, also when it is a text. Default: true */
  readonly consoleErrors?: boolean
  /** Whether an image, script, style sheet or other file that did not load is one. Default: true */
  readonly resourceErrors?: boolean
  /** What leaves breadcrumbs. Default: all categories */
  readonly breadcrumbs?: readonly BreadcrumbCategory[]
  /** Methods of the console that leave one. Default: `error` and `warn` */
  readonly consoleBreadcrumbs?: readonly ('error' | 'warn' | 'info' | 'log')[]
  /** Whether what can't be delivered waits in `localStorage`, for this page or a later one. Default: true */
  readonly offlineQueue?: boolean
}

export const ERROR_REPORTER_DEFAULTS: Required<ErrorReporterConfig> = {
  enabled: false,
  maxEntries: 100,
  sampleRate: 1,
  onEvent: undefined,
  dsn: undefined,
  environment: undefined,
  release: undefined,
  integration: undefined,
  beforeSend: undefined,
  dedupeWindow: 5000,
  consoleErrors: true,
  resourceErrors: true,
  breadcrumbs: BREADCRUMB_CATEGORIES,
  consoleBreadcrumbs: ['error', 'warn'],
  offlineQueue: true,
}

export function integrationsOf({
  integration,
  dsn,
}: Pick<ErrorReporterConfig, 'integration' | 'dsn'>): readonly ErrorIntegration[] {
  if (integration === undefined) return dsn === undefined ? ['kymo'] : ['sentry']
  return typeof integration === 'object' ? integration : [integration]
}
