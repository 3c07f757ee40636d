import type { AlertStatus } from '@kymo/protocol'

/** What a webhook is still to be told. */
export interface AlertMessage {
  /** Unique. */
  readonly id: string
  /** Names the webhook without telling its address. */
  readonly hook: string
  /** Milliseconds since the Unix epoch. */
  readonly time: number
  /** As it was then. */
  readonly alert: AlertStatus
}

/** What has become of rules, to be remembered at once. */
export interface AlertMemory {
  /** Take the place of those with the same ids. */
  readonly alerts: readonly AlertStatus[]
  /** Ids of alerts that are to be forgotten. */
  readonly forgotten: readonly string[]
  readonly messages: readonly AlertMessage[]
  /** Ids of messages that need not be sent any more. */
  readonly settled: readonly string[]
}

/** What is remembered. */
export interface KeptAlerts {
  /** In no order. */
  readonly alerts: readonly AlertStatus[]
  /** Oldest first. */
  readonly messages: readonly AlertMessage[]
}

/** What became of alerts. */
export interface AlertStore {
  /** Remembers all that is told or, when it throws, nothing. */
  keepAlerts(memory: AlertMemory): Promise<void>
  keptAlerts(): Promise<KeptAlerts>
}
