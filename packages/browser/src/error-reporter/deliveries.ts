import { hash64 } from '@kymo/protocol'
import { attempt } from '../attempt.ts'
import { traffic } from '../fetches/traffic.ts'
import { report } from '../monitors/reporting.ts'
import { observedPage } from '../page.ts'
import { quietly } from '../quietly.ts'
import { type ErrorIntegration, type ErrorReporterConfig, integrationsOf } from './error-reporter-config.ts'
import { keepBatches, postBatch } from './kymo-batches.ts'
import { kymoEvent } from './kymo-event.ts'
import { type Delivery, OfflineQueue, type Queued } from './offline-queue.ts'
import { keptError, type ReportedError } from './reported-error.ts'
import { parseDsn } from './sentry/dsn.ts'
import type { DiscardReason } from './sentry/envelope.ts'
import { Sentry } from './sentry/sentry.ts'

/** What every error has. */
const TEXTS = ['id', 'type', 'message', 'stack', 'mechanism', 'url'] as const

/** Brings errors to where they are to go, now or when that can be reached again. */
export class Deliveries {
  readonly #queue: OfflineQueue
  #sentry: { readonly dsn: string; readonly to: Sentry } | undefined
  #integrations: ReadonlyMap<string, ErrorIntegration> = new Map()
  #queues = true

  /** @param lost so many had to be given up */
  constructor(lost: (count: number) => void) {
    this.#queue = new OfflineQueue(
      (queued) => this.#deliverQueued(queued),
      (to, count) => {
        lost(count)
        if (to === this.#queuedFor('sentry')) this.discard('queue_overflow', count)
      },
    )
  }

  /** @throws SENTRY_DSN */
  configure(config: ErrorReporterConfig): void {
    const integrations = integrationsOf(config)
    if (integrations.includes('sentry') && (!this.#sentry || this.#sentry.dsn !== config.dsn)) {
      const dsn = parseDsn(config.dsn)
      this.#sentry = { dsn: String(config.dsn), to: new Sentry(dsn, () => traffic().fetch) }
    }
    this.#integrations = new Map(
      integrations.map((one, index) => [typeof one === 'string' ? one : `custom ${index}`, one]),
    )
    this.#queues = config.offlineQueue ?? true
  }

  /** That wait in the queue, of all pages of the origin. */
  get queued(): number {
    return this.#queue.length
  }

  start(): void {
    if (this.#queues) this.#queue.start()
  }

  stop(): void {
    this.#queue.stop()
  }

  deliver(error: ReportedError): void {
    for (const to of this.#integrations.keys()) {
      if (to === 'kymo') report(kymoEvent(error))
      else if (this.#queues && !navigator.onLine) this.#keep(to, error)
      else void this.#attempt(to, error)
    }
  }

  /** Counts errors that were not sent for Sentry, which likes to know. */
  discard(reason: DiscardReason, count = 1): void {
    if (this.#integrations.has('sentry')) this.#sentry?.to.discard(reason, count)
  }

  /** The page may be gone in the next moment. @param gone it is being left, and not only hidden */
  leave(gone: boolean): void {
    if (this.#integrations.has('sentry')) this.#sentry?.to.leave()
    if (this.#queues && this.#integrations.has('kymo') && (gone || !navigator.onLine))
      keepBatches(this.#queue)
  }

  async #attempt(to: string, error: ReportedError): Promise<void> {
    const delivery = await this.#send(to, error)
    if (delivery === 'later' && this.#queues) this.#keep(to, error)
    else if (delivery === 'sent' && this.#queues) void this.#queue.drain()
  }

  #keep(to: string, error: ReportedError): void {
    // Its frames are in its stack.
    quietly(() =>
      this.#queue.put({ to: this.#queuedFor(to), body: JSON.stringify({ ...error, frames: [] }) }),
    )
  }

  /** All pages of the origin share the queue: another app's errors are not to go to this one's place. */
  #queuedFor(to: string): string {
    if (to === 'kymo') return to
    const whose = to === 'sentry' ? this.#sentry?.dsn : observedPage()?.options.app
    return `${to} ${hash64(whose ?? '')}`
  }

  async #deliverQueued({ to: queuedFor, body }: Queued): Promise<Delivery> {
    const to = [...this.#integrations.keys()].find((one) => this.#queuedFor(one) === queuedFor)
    if (to === undefined) return 'notMine'
    if (to === 'kymo') return postBatch(body)
    const error = attempt(() => JSON.parse(body) as ReportedError)
    // Another version may have left it, or another script.
    if (!error || typeof error.time !== 'number' || !TEXTS.every((name) => typeof error[name] === 'string'))
      return 'failed'
    return this.#send(to, keptError(error, error))
  }

  async #send(to: string, error: ReportedError): Promise<Delivery> {
    const integration = this.#integrations.get(to)
    if (integration === 'sentry') return this.#sentry?.to.send(error) ?? 'notMine'
    if (typeof integration !== 'function') return 'notMine'
    try {
      await integration(error)
      return 'sent'
    } catch (problem) {
      quietly(() => {
        throw problem
      })
      return 'later'
    }
  }
}
