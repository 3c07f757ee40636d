import type { ExceptionMechanism, PageHealthFigures } from '@kymo/protocol'
import { type ErrorTaker, errors } from '../errors/errors.ts'
import { keptText } from '../kept.ts'
import { type HealthSource, MONITORS } from '../monitors/health-source.ts'
import { Monitor } from '../monitors/monitor.ts'
import { onlyOne } from '../monitors/only-one.ts'
import type { ErrorMetrics } from '../monitors/page-metrics.ts'
import { Ring } from '../monitors/ring.ts'
import { observedPage } from '../page.ts'
import { quietly } from '../quietly.ts'
import { addressHere } from '../visits/visit.ts'
import { sentError } from './before-send.ts'
import { type AppBreadcrumb, Breadcrumbs } from './breadcrumbs.ts'
import { type CaptureHint, hinted } from './capture-hint.ts'
import { consoleText, isAboutError, isOfServer } from './console-text.ts'
import { Deliveries } from './deliveries.ts'
import { ERROR_REPORTER_DEFAULTS, type ErrorReporterConfig } from './error-reporter-config.ts'
import type { ErrorUser } from './error-scope.ts'
import { newError, type SaidError } from './new-error.ts'
import { observeBreadcrumbs } from './observe-breadcrumbs.ts'
import { type ReactErrorHandlers, reactHandlers } from './react-handlers.ts'
import { Repeats } from './repeats.ts'
import { type ErrorLevel, keptError, type ReportedError } from './reported-error.ts'
import { Scope } from './scope.ts'
import { unloadedFile } from './unloaded-file.ts'

/** Errors told of in one visit. */
const MOST = 100

export interface ErrorStatistics {
  /** That were told. */
  readonly reported: number
  /** The same as one that was told just before: counted, and told as one. */
  readonly repeated: number
  /** Beyond 100 in one visit. */
  readonly limited: number
  /** That `beforeSend` kept back. */
  readonly keptBack: number
  /** That waited, and had to be given up. */
  readonly lost: number
  /** That wait to be delivered, of all pages of the origin. */
  readonly queued: number
}

interface Pending {
  readonly thrown: unknown
  error: ReportedError
}

/**
 * Errors of the page, with what led to them: what nothing caught, what React caught, what was written to `console.error`,
 * files that did not load, and what the app tells. They go to Kymo, to Sentry, or to the app's own function.
 */
export class ErrorReporter
  extends Monitor<ErrorReporterConfig, ReportedError>
  implements HealthSource<'errors'>
{
  readonly #crumbs = new Breadcrumbs()
  readonly #scope = new Scope()
  readonly #deliveries = new Deliveries((count) => this.#lost(count))
  readonly #repeats = new Repeats((error) => {
    // It is told after all.
    this.#counts.repeated--
    this.#tell(error)
  })
  #errors = new Ring<ReportedError>(ERROR_REPORTER_DEFAULTS.maxEntries)
  #counts = { reported: 0, repeated: 0, limited: 0, keptBack: 0, lost: 0 }
  #pending: Pending[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #hint: CaptureHint = {}
  #moved: () => void = () => {}
  #switched = false
  /** Functions of the app's run that are told of an error: what they write is no other one. */
  #telling = false
  #visit = { at: '', count: 0, errors: 0 }

  /** @throws SENTRY_DSN: errors are to go to Sentry, and the `dsn` is missing or wrong */
  constructor(config: ErrorReporterConfig = {}) {
    super(ERROR_REPORTER_DEFAULTS)
    this.configure(config)
  }

  /** @throws SENTRY_DSN: errors are to go to Sentry, and the `dsn` is missing or wrong */
  override configure(config: Partial<ErrorReporterConfig>): this {
    const told = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined))
    this.#deliveries.configure({ ...this.config, ...told })
    const begins = !this.#switched && (config.dsn !== undefined || config.integration !== undefined)
    this.#switched ||= begins || config.enabled !== undefined
    super.configure(begins ? { enabled: true, ...config } : config)
    this.#repeats.window = this.config.dedupeWindow
    return this
  }

  /** Says who uses the app; `null`: nobody is known. */
  setUser(user: ErrorUser | null): void {
    quietly(() => this.#scope.setUser(user))
  }

  /** A name and a text, by which errors can be told apart; `null` takes it away. */
  setTag(name: string, value: string | number | boolean | null): void {
    this.setTags({ [name]: value })
  }

  setTags(tags: Readonly<Record<string, string | number | boolean | null>>): void {
    quietly(() => this.#scope.setTags(tags))
  }

  /** What is to be known of the app when an error comes, under a name; `null` takes it away. */
  setContext(name: string, context: Readonly<Record<string, unknown>> | null): void {
    quietly(() => this.#scope.setContext(name, context))
  }

  /** Notes something that the app did. Of all breadcrumbs the newest 30 go with an error. */
  addBreadcrumb(crumb: AppBreadcrumb): void {
    if (this.running) quietly(() => this.#crumbs.add('app', crumb))
  }

  /**
   * Tells of an error that was caught. One that is told of already, as React's are, learns more by that.
   * @returns its id; `undefined` where it is not told
   * @example
   * componentDidCatch(error, { componentStack }) {
   *   getErrorReporter().captureException(error, { mechanism: 'boundary', componentStack })
   * }
   */
  captureException(thrown: unknown, hint: CaptureHint = {}): string | undefined {
    return quietly(() => {
      const { mechanism = 'app' } = hint
      const known = this.#pending.find((one) => typeof thrown === 'object' && one.thrown === thrown)
      if (known) {
        known.error = hinted({ ...known.error, mechanism }, hint)
        return known.error.id
      }
      const before = this.#pending.length
      this.#hint = hint
      try {
        errors().seen(thrown, mechanism)
      } finally {
        this.#hint = {}
      }
      return this.#pending[before]?.error.id
    })
  }

  /** Tells of something that is no exception. @returns its id; `undefined` where it is not told */
  captureMessage(message: string, level: ErrorLevel = 'info'): string | undefined {
    if (!this.running) return undefined
    return quietly(() => this.#came(undefined, 'app', { type: 'Message', message, level }))
  }

  /** For `createRoot` and `hydrateRoot` of React 19: errors go on to the console, as without them. */
  reactHandlers(): ReactErrorHandlers {
    return reactHandlers((thrown, hint) => this.captureException(thrown, hint))
  }

  /** That were told, oldest first; the newest `maxEntries`. */
  errors(): readonly ReportedError[] {
    return this.#errors.all()
  }

  statistics(): ErrorStatistics {
    return { ...this.#counts, queued: this.#deliveries.queued }
  }

  clear(): void {
    this.#errors.clear()
    this.#crumbs.clear()
    // Those that wait are told of after all, and counted as told then.
    this.#counts = { reported: 0, repeated: this.#repeats.waiting, limited: 0, keptBack: 0, lost: 0 }
    this.#visit = { ...this.#visit, count: 1 }
  }

  healthFigures(): PageHealthFigures {
    if (!this.running) return {}
    this.#sameVisit()
    const { reported, repeated } = this.#counts
    return { errors: { visits: this.#visit.count, errors: reported + repeated } }
  }

  metrics(): ErrorMetrics {
    const { reported, repeated, limited, keptBack, lost } = this.#counts
    return { running: this.running, errors: reported, dropped: repeated + limited + keptBack + lost }
  }

  protected observe(): () => void {
    const { breadcrumbs, consoleBreadcrumbs } = this.config
    const crumbs = observeBreadcrumbs(this.#crumbs, breadcrumbs, consoleBreadcrumbs)
    this.#moved = crumbs.moved
    const taker: ErrorTaker = {
      take: (thrown, mechanism) => {
        if (!this.#telling) this.#came(thrown, mechanism)
      },
      wrote: (args) => {
        if (!this.#telling) this.#wrote(args)
      },
      notLoaded: (element) => this.#notLoaded(element),
    }
    const giveBack = errors().handOver(taker)
    const leave = () => quietly(() => this.#leave(true))
    const hide = () => document.hidden && quietly(() => this.#leave(false))
    // Before what waits is sent for the last time.
    addEventListener('pagehide', leave, true)
    document.addEventListener('visibilitychange', hide, true)
    this.#deliveries.start()
    return () => {
      removeEventListener('pagehide', leave, true)
      document.removeEventListener('visibilitychange', hide, true)
      crumbs.undo()
      giveBack()
      this.#flush()
      this.#repeats.flush()
      this.#deliveries.stop()
      this.#moved = () => {}
    }
  }

  protected resized(maxEntries: number): void {
    this.#errors.resize(maxEntries)
  }

  /** What was thrown, or what is said in its place, is told with the next task: until then more may become known. */
  #came(thrown: unknown, mechanism: ExceptionMechanism, said?: SaidError): string {
    this.#moved()
    const made = newError(thrown, mechanism, said, this.config, this.#scope, this.#crumbs.all())
    const error = hinted(made, this.#hint)
    if (this.config.breadcrumbs.includes('error'))
      this.#crumbs.add('error', { message: `${error.type}: ${error.message}`, level: 'error' })
    this.#pending.push({ thrown, error })
    if (this.#pending.length > MOST) this.#flush()
    this.#timer ??= setTimeout(() => quietly(() => this.#flush()))
    return error.id
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const pending = this.#pending
    this.#pending = []
    for (const { error } of pending) quietly(() => this.#filter(error))
  }

  #filter(error: ReportedError): void {
    if (this.#repeats.isFirst(error)) this.#tell(error)
    else this.#counts.repeated++
  }

  #tell(error: ReportedError): void {
    this.#sameVisit()
    if (++this.#visit.errors > MOST) {
      this.#counts.limited++
      observedPage()?.transport.drop()
      this.#deliveries.discard('event_processor')
      return
    }
    this.#telling = true
    try {
      // Only now: of a storm most are counted alone.
      this.#send(keptError(error, error))
    } finally {
      this.#telling = false
    }
  }

  #send(error: ReportedError): void {
    const sent = sentError(this.config.beforeSend, error)
    if (!sent) {
      this.#counts.keptBack++
      this.#deliveries.discard('before_send')
      return
    }
    this.#counts.reported++
    this.#errors.push(sent)
    this.#deliveries.deliver(sent)
    this.emit(sent)
  }

  #wrote(args: readonly unknown[]): void {
    if (isOfServer(args)) return
    const { consoleErrors, breadcrumbs, consoleBreadcrumbs } = this.config
    const message = consoleText(args)
    const thrown = args.find((arg) => arg instanceof Error)
    if (thrown) errors().seen(thrown, 'console')
    else if (consoleErrors && !isAboutError(args))
      this.#came(undefined, 'console', { type: 'console.error', message })
    if (breadcrumbs.includes('console') && consoleBreadcrumbs.includes('error'))
      this.#crumbs.add('console', { message, level: 'error' })
  }

  #notLoaded(element: Element): void {
    const file = this.config.resourceErrors ? unloadedFile(element) : undefined
    if (!file) return
    const { tag, url } = file
    const message = keptText(`<${tag}> did not load ${url}`, 1000)
    this.#came(undefined, 'resource', {
      type: 'ResourceError',
      message,
      contexts: { resource: { tag, url } },
    })
  }

  #leave(gone: boolean): void {
    this.#flush()
    this.#repeats.flush()
    this.#deliveries.leave(gone)
  }

  #sameVisit(): void {
    const at = observedPage()?.visits.current.id ?? addressHere()
    if (at === this.#visit.at) return
    this.#visit = { at, count: this.#visit.count + 1, errors: 0 }
  }

  #lost(count: number): void {
    this.#counts.lost += count
  }
}

/**
 * The window's only one; a call with a config changes what it says. On a server it observes nothing.
 *
 * @throws SENTRY_DSN: errors are to go to Sentry, and the `dsn` is missing or wrong
 * @example
 * getErrorReporter({
 *   dsn: 'https://<key>@<host>/<project>',
 *   environment: 'production',
 *   release: '1.0.0',
 *   integration: 'sentry',
 *   beforeSend: (event) => event,
 * })
 */
export function getErrorReporter(config?: ErrorReporterConfig): ErrorReporter {
  const reporter = onlyOne(MONITORS.errors, () => new ErrorReporter())
  return config ? reporter.configure(config) : reporter
}
