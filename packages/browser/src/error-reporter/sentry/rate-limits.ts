const DEFAULT_WAIT = 60_000
/** Milliseconds: what asks for more than a day is a mistake. */
const LONGEST = 24 * 3600 * 1000

/** Until when Sentry wants to be told of no errors. */
export class RateLimits {
  #until = 0

  /** @param now milliseconds since the Unix epoch */
  isLimited(now: number): boolean {
    return now < this.#until
  }

  /** @param limits the header `X-Sentry-Rate-Limits`, such as `60:error;transaction:key, 2700:default` */
  answered(status: number, limits: string | null, retryAfter: string | null, now: number): void {
    if (limits) {
      for (const limit of limits.split(',')) {
        const [seconds, categories = ''] = limit.trim().split(':')
        const names = categories.split(';')
        // Without a category it is of all.
        if (categories === '' || names.includes('error') || names.includes('default'))
          this.#limit(now, waitOf(seconds, now))
      }
    } else if (status === 429) this.#limit(now, waitOf(retryAfter, now))
  }

  #limit(now: number, wait: number): void {
    this.#until = Math.max(this.#until, now + Math.min(wait, LONGEST))
  }
}

/** Milliseconds. It has seconds, or a date. */
function waitOf(text: string | null | undefined, now: number): number {
  const seconds = Number.parseFloat(text ?? '')
  if (/^\s*[\d.]+\s*$/.test(text ?? '') && Number.isFinite(seconds)) return seconds * 1000
  const date = Date.parse(text ?? '')
  return Number.isNaN(date) ? DEFAULT_WAIT : Math.max(0, date - now)
}
