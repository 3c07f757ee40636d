import { readFileSync } from 'node:fs'
import { parseStack } from '@kymo/protocol'
import { type ClientReport, type ErrorEvent, type EventEnvelope, parseEnvelope } from '@sentry/core'
import { describe, expect, test } from 'vitest'
import type { ReportedError } from '../../src/error-reporter/reported-error.ts'
import { envelopeUrl, parseDsn } from '../../src/error-reporter/sentry/dsn.ts'
import { envelope } from '../../src/error-reporter/sentry/envelope.ts'
import { RateLimits } from '../../src/error-reporter/sentry/rate-limits.ts'
import { SENTRY_CLIENT, sentryEvent } from '../../src/error-reporter/sentry/sentry-event.ts'

const STACK = `TypeError: no price
    at price (http://localhost/assets/cart.js:10:5)
    at async http://localhost/node_modules/lib.js:2:1
Caused by: RangeError: too — far: out
    at far (http://localhost/assets/far.js:3:7)`

const error: ReportedError = {
  id: 'a'.repeat(32),
  time: 1_700_000_000_250,
  type: 'TypeError',
  message: 'no price',
  stack: STACK,
  frames: parseStack(STACK),
  mechanism: 'promise',
  escaped: true,
  level: 'error',
  count: 3,
  url: 'http://localhost/cart?token=[redacted]',
  visitId: 'b'.repeat(16),
  environment: 'production',
  release: '1.0.0',
  user: { id: 'user-123', email: 'user@example.com' },
  tags: { feature: 'checkout' },
  contexts: { cart: { items: 3 } },
  breadcrumbs: [
    { time: 1_700_000_000_000, category: 'click', level: 'info', message: 'button “Pay”', data: { n: 1 } },
  ],
}

const parsed = (text: string) => parseEnvelope(text) as EventEnvelope

describe('an envelope', () => {
  test('is what Sentry’s own parser reads, with the error, its cause, and what led to it', () => {
    const [header, items] = parsed(envelope(sentryEvent(error, 'Browser/1'), []))
    expect(header).toMatchObject({ event_id: error.id, sdk: SENTRY_CLIENT })
    expect(Date.parse(String(header.sent_at))).toBeGreaterThan(1.7e12)
    expect(items).toHaveLength(1)
    const [itemHeader, payload] = items[0] as unknown as [{ type: string }, ErrorEvent]
    expect(itemHeader.type).toBe('event')
    expect(payload).toMatchObject({
      event_id: error.id,
      timestamp: 1_700_000_000.25,
      platform: 'javascript',
      level: 'error',
      environment: 'production',
      release: '1.0.0',
      tags: { feature: 'checkout' },
      contexts: { cart: { items: 3 } },
      user: { id: 'user-123', email: 'user@example.com' },
      request: { url: 'http://localhost/cart?token=[redacted]', headers: { 'User-Agent': 'Browser/1' } },
      breadcrumbs: [{ timestamp: 1_700_000_000, category: 'click', message: 'button “Pay”', data: { n: 1 } }],
    })
    const [cause, thrown] = payload.exception?.values ?? []
    expect(cause).toMatchObject({
      type: 'RangeError',
      value: 'too — far: out',
      stacktrace: {
        frames: [{ function: 'far', filename: 'http://localhost/assets/far.js', lineno: 3, colno: 7 }],
      },
    })
    expect(thrown).toMatchObject({
      type: 'TypeError',
      value: 'no price',
      mechanism: { type: 'onunhandledrejection', handled: false },
    })
    // Oldest call first.
    expect(thrown?.stacktrace?.frames).toEqual([
      { filename: 'http://localhost/node_modules/lib.js', function: '?', lineno: 2, colno: 1, in_app: false },
      { filename: 'http://localhost/assets/cart.js', function: 'price', lineno: 10, colno: 5, in_app: true },
    ])
  })

  test('tells what was dropped, beside an event and alone', () => {
    const discarded = [{ reason: 'before_send', category: 'error', quantity: 2 }] as const
    for (const event of [sentryEvent(error, 'Browser/1'), undefined]) {
      const [, items] = parseEnvelope(envelope(event, discarded))
      const [itemHeader, report] = items.at(-1) as unknown as [{ type: string }, ClientReport]
      expect(itemHeader.type).toBe('client_report')
      expect(report.discarded_events).toEqual(discarded)
    }
  })

  test('names the package’s own version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect(SENTRY_CLIENT.version).toBe(version)
  })
})

describe('a DSN', () => {
  test('says where envelopes go', () => {
    const url = (dsn: string) => envelopeUrl(parseDsn(dsn), 'kymo/1')
    expect(url('https://abc@o1.ingest.sentry.io/42')).toBe(
      'https://o1.ingest.sentry.io/api/42/envelope/?sentry_version=7&sentry_key=abc&sentry_client=kymo%2F1',
    )
    expect(url('http://abc:old@localhost:9000/sub/path/7/')).toMatch(
      /^http:\/\/localhost:9000\/sub\/path\/api\/7\/envelope\/\?.*sentry_key=abc/,
    )
  })

  test('is refused with what is wrong with it, and is not repeated', () => {
    const problem = (dsn: unknown) => {
      try {
        parseDsn(dsn)
        return 'none'
      } catch (thrown) {
        return (thrown as Error).message
      }
    }
    expect(problem(undefined)).toBe(
      'kymo SENTRY_DSN: The Sentry integration needs a dsn. A DSN looks like https://<key>@<host>/<project>.',
    )
    expect(problem('nonsense')).toContain('The dsn is no URL.')
    expect(problem('ftp://a@b/1')).toContain('must begin with https:// or http://')
    expect(problem('https://your-sentry-dsn')).toContain('has no public key')
    expect(problem('https://secret@host/')).toContain('does not end with the number of a project')
    expect(problem('https://secret@host/name')).not.toContain('secret')
  })
})

describe('rate limits', () => {
  const limited = (status: number, limits: string | null, retryAfter: string | null = null) => {
    const all = new RateLimits()
    all.answered(status, limits, retryAfter, 1000)
    let until = 1000
    while (all.isLimited(until) && until < 200_000) until += 500
    return until - 1000
  }
  test('are those that are of errors, or of all', () => {
    expect(limited(200, null)).toBe(0)
    expect(limited(200, '2:error:key')).toBe(2000)
    expect(limited(429, '3::organization')).toBe(3000)
    expect(limited(200, '4:transaction;error:key, 1:replay:key')).toBe(4000)
    expect(limited(429, '50:transaction:key')).toBe(0)
    expect(limited(429, null, '5')).toBe(5000)
    expect(limited(429, null)).toBe(60_000)
    expect(limited(429, 'nonsense')).toBe(60_000)
  })
})
