import type { Delivery } from '../offline-queue.ts'
import type { ReportedError } from '../reported-error.ts'
import { type Dsn, envelopeUrl } from './dsn.ts'
import { type Discarded, type DiscardReason, envelope } from './envelope.ts'
import { RateLimits } from './rate-limits.ts'
import { SENTRY_CLIENT, sentryEvent } from './sentry-event.ts'

/** Bytes that may outlive the page: all that closes with it may send 64 KB together. */
const SMALL = 16_000

/** Tells a Sentry project of errors, as its own library would. */
export class Sentry {
  readonly #url: string
  readonly #fetch: () => typeof fetch
  readonly #limits = new RateLimits()
  readonly #discarded = new Map<DiscardReason, number>()

  /** @param send gives an unpatched `fetch` */
  constructor(dsn: Dsn, send: () => typeof fetch) {
    this.#url = envelopeUrl(dsn, `${SENTRY_CLIENT.name}/${SENTRY_CLIENT.version}`)
    this.#fetch = send
  }

  async send(error: ReportedError): Promise<Delivery> {
    if (this.#limits.isLimited(Date.now())) {
      this.discard('ratelimit_backoff')
      return 'sent'
    }
    const reported = this.#takeDiscarded()
    const status = await this.#post(envelope(sentryEvent(error, navigator.userAgent), reported))
    if (status >= 200 && status < 300) return 'sent'
    for (const { reason, quantity } of reported) this.discard(reason, quantity)
    // It counts by itself what it refuses with 429.
    if (status === 429) return 'sent'
    if (status === 0 || status >= 500) return 'later'
    this.discard('send_error')
    return 'sent'
  }

  /** Counts what is not sent: the next envelope tells of it. */
  discard(reason: DiscardReason, quantity = 1): void {
    this.#discarded.set(reason, (this.#discarded.get(reason) ?? 0) + quantity)
  }

  /** The page may be gone soon: tells of what was counted and has no envelope yet. */
  leave(): void {
    const reported = this.#takeDiscarded()
    if (reported.length && navigator.onLine) void this.#post(envelope(undefined, reported))
  }

  async #post(body: string): Promise<number> {
    try {
      const response = await this.#fetch()(this.#url, {
        method: 'POST',
        // A string is sent as text/plain, which needs no preflight.
        body,
        keepalive: new TextEncoder().encode(body).length <= SMALL,
        credentials: 'omit',
        referrerPolicy: 'strict-origin',
      })
      const { status, headers } = response
      // Unread it would count as under way.
      void response.text().catch(() => {})
      this.#limits.answered(
        status,
        headers.get('x-sentry-rate-limits'),
        headers.get('retry-after'),
        Date.now(),
      )
      return status
    } catch {
      return 0
    }
  }

  #takeDiscarded(): readonly Discarded[] {
    const discarded = [...this.#discarded].map(([reason, quantity]) => ({
      reason,
      quantity,
      category: 'error' as const,
    }))
    this.#discarded.clear()
    return discarded
  }
}
