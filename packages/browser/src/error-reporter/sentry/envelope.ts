import { SENTRY_CLIENT } from './sentry-event.ts'

/** Why events were not sent, in Sentry's words. */
export type DiscardReason =
  | 'before_send'
  | 'event_processor'
  | 'network_error'
  | 'queue_overflow'
  | 'ratelimit_backoff'
  | 'send_error'

export interface Discarded {
  readonly reason: DiscardReason
  readonly category: 'error'
  readonly quantity: number
}

/** An envelope: JSON in lines, a header and items of two lines each. */
export function envelope(
  event: Readonly<Record<string, unknown>> | undefined,
  discarded: readonly Discarded[],
): string {
  const now = new Date()
  const header = {
    ...(event && { event_id: event.event_id }),
    sent_at: now.toISOString(),
    sdk: SENTRY_CLIENT,
  }
  const report = { timestamp: now.getTime() / 1000, discarded_events: discarded }
  return [
    JSON.stringify(header),
    ...(event ? item('event', event) : []),
    ...(discarded.length ? item('client_report', report) : []),
  ].join('\n')
}

/** Without its length: JSON has no line breaks. */
const item = (type: string, payload: unknown) => [JSON.stringify({ type }), JSON.stringify(payload)]
