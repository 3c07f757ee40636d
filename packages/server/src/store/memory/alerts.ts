import type { AlertStatus } from '@kymo/protocol'
import type { AlertMemory, AlertMessage, KeptAlerts } from '../alert-rows.ts'

/** What a store in memory knows of alerts. */
export class AlertRows {
  readonly #alerts = new Map<string, AlertStatus>()
  readonly #messages = new Map<string, AlertMessage>()

  keep({ alerts, forgotten, messages, settled }: AlertMemory): void {
    for (const id of forgotten) this.#alerts.delete(id)
    for (const alert of alerts) this.#alerts.set(alert.id, alert)
    for (const id of settled) this.#messages.delete(id)
    for (const message of messages) this.#messages.set(message.id, message)
  }

  kept(): KeptAlerts {
    return {
      alerts: [...this.#alerts.values()],
      messages: [...this.#messages.values()].sort((a, b) => a.time - b.time),
    }
  }
}
