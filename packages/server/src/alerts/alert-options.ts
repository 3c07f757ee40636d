import type { AlertRule } from '@kymo/protocol'

/** What is watched, and who is told. */
export interface AlertOptions {
  /** Default: none; `kymo serve` then takes `DEFAULT_ALERT_RULES`. */
  readonly rules?: readonly AlertRule[]
  /** Each is sent what fires and what is over, as JSON that Slack understands. Default: none. */
  readonly webhooks?: readonly AlertWebhook[]
}

export interface AlertWebhook {
  /** `http:` or `https:`. A secret: nobody is shown more of it than the host. */
  readonly url: string
}
