import type { AlertStatus } from '@kymo/protocol'
import type { AlertMemory, AlertMessage, AlertStore } from '../store/alert-rows.ts'

/** Brings into the store what became of alerts; what the store does not take is kept until it does. */
export class AlertNotebook {
  readonly #store: AlertStore
  readonly #report: (error: unknown) => void
  #alerts = new Map<string, AlertStatus | undefined>()
  #messages = new Map<string, AlertMessage | undefined>()
  #writing: Promise<void> = Promise.resolve()
  #failing = false

  constructor(store: AlertStore, report: (error: unknown) => void) {
    this.#store = store
    this.#report = report
  }

  alert(alert: AlertStatus): void {
    this.#alerts.set(alert.id, alert)
  }

  forget(id: string): void {
    this.#alerts.set(id, undefined)
  }

  message(message: AlertMessage): void {
    this.#messages.set(message.id, message)
  }

  settled(id: string): void {
    this.#messages.set(id, undefined)
  }

  /** Resolves when all is in the store, or the store has failed to take it. */
  write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    if (this.#alerts.size + this.#messages.size === 0) return
    const [alerts, messages] = [this.#alerts, this.#messages]
    this.#alerts = new Map()
    this.#messages = new Map()
    try {
      await this.#store.keepAlerts(memoryOf(alerts, messages))
      this.#failing = false
    } catch (error) {
      // What was noted meanwhile is newer.
      this.#alerts = new Map([...alerts, ...this.#alerts])
      this.#messages = new Map([...messages, ...this.#messages])
      // Said once: a store that is full stays so for long.
      if (!this.#failing) this.#report(error)
      this.#failing = true
    }
  }
}

function memoryOf(
  alerts: ReadonlyMap<string, AlertStatus | undefined>,
  messages: ReadonlyMap<string, AlertMessage | undefined>,
): AlertMemory {
  return {
    alerts: [...alerts.values()].filter((alert) => alert !== undefined),
    forgotten: [...alerts].filter(([, alert]) => alert === undefined).map(([id]) => id),
    messages: [...messages.values()].filter((message) => message !== undefined),
    settled: [...messages].filter(([, message]) => message === undefined).map(([id]) => id),
  }
}
