import type { AlertStatus } from '@kymo/protocol'

/** What a webhook is sent: what Slack reads, and for programs the alert itself. */
export interface WebhookBody {
  readonly text: string
  readonly attachments: readonly [
    {
      readonly color: string
      readonly fallback: string
      readonly fields: readonly { readonly title: string; readonly value: string; readonly short: true }[]
      readonly footer: 'Kymo'
      /** Seconds since the Unix epoch. */
      readonly ts: number
    },
  ]
  readonly kymo: {
    readonly version: 1
    readonly alert: AlertStatus
  }
}

const LOOKS = {
  firing: { mark: '🔴', word: 'Firing', color: '#d13438' },
  pending: { mark: '🟡', word: 'Pending', color: '#c19c00' },
  resolved: { mark: '🟢', word: 'Over', color: '#2e7d32' },
} as const

export function webhookBody(alert: AlertStatus): WebhookBody {
  const { mark, word, color } = LOOKS[alert.state]
  const text = `${mark} *${word}* ${harmless(alert.message)}`
  const fields = { Rule: alert.rule, Of: alert.subject, State: alert.state }
  return {
    text,
    attachments: [
      {
        color,
        fallback: text,
        fields: Object.entries(fields).map(([title, value]) => ({
          title,
          value: harmless(value),
          short: true,
        })),
        footer: 'Kymo',
        ts: Math.floor((alert.resolvedAt ?? alert.firedAt ?? alert.since) / 1000),
      },
    ],
    kymo: { version: 1, alert },
  }
}

/** Names come from whoever can write a heartbeat: none of them is to make a link, or to call everybody in a room. */
function harmless(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=everyone|here|channel)/gi, '@\u200b')
}
