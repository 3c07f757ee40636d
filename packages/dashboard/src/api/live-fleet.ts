import type { AlertStatus, PulseSnapshot, SystemPulse } from '@kymo/protocol'
import type { QueryClient } from '@tanstack/react-query'
import { fleetKeys } from './fleet.ts'
import { applyAlert, applyPulse, joinPulses } from './fleet-state.ts'
import { type SingleFlight, singleFlight } from './single-flight.ts'

/** Milliseconds between two reads of the figures, however much happens. */
const FIGURES_GAP = 4000
const ALERTS_GAP = 1000
/** Updates that a snapshot which is still under way may lack: a minute of them. */
const REMEMBERED = 30

/** What the stream tells of the fleet, put into what the page has read of it. */
export class LiveFleet {
  readonly #client: QueryClient
  readonly #figures: SingleFlight
  readonly #alerts: SingleFlight
  #recent: SystemPulse[] = []
  #recentAlerts: AlertStatus[] = []
  #paused = false
  #held: SystemPulse | undefined
  #heldAlerts: AlertStatus[] = []

  constructor(client: QueryClient) {
    this.#client = client
    const read = async (queryKey: readonly string[]) => {
      // On resume all is read that may have changed.
      if (!this.#paused) await client.invalidateQueries({ queryKey }, { cancelRefetch: false })
    }
    this.#figures = singleFlight(() => read(fleetKeys.figures), FIGURES_GAP)
    this.#alerts = singleFlight(() => read(fleetKeys.alerts), ALERTS_GAP)
  }

  pulse(pulse: SystemPulse): void {
    if (this.#paused) {
      this.#held = this.#held === undefined ? pulse : joinPulses(this.#held, pulse)
      return
    }
    this.#recent = [...this.#recent, pulse].slice(-REMEMBERED)
    this.#change((snapshot) => applyPulse(snapshot, pulse))
    this.#figures.ask()
    if (pulse.alerts !== undefined) this.#alerts.ask()
  }

  alert(alert: AlertStatus): void {
    if (this.#paused) {
      this.#heldAlerts.push(alert)
      return
    }
    this.#recentAlerts = [...this.#recentAlerts, alert].slice(-REMEMBERED)
    this.#change((snapshot) => applyAlert(snapshot, alert))
    this.#alerts.ask()
  }

  /** Requests came in: the figures of the fleet may be others. */
  requested(): void {
    this.#figures.ask()
  }

  /** While paused nothing changes; what comes is handed over on resume. */
  setPaused(paused: boolean): void {
    this.#paused = paused
    if (paused) return
    const pulse = this.#held
    const alerts = this.#heldAlerts
    this.#held = undefined
    this.#heldAlerts = []
    if (pulse !== undefined) this.pulse(pulse)
    for (const alert of alerts) this.alert(alert)
    // What was held has only the newest figures: the lines would have a gap, as if nobody had been heard.
    void this.#client.invalidateQueries({ queryKey: fleetKeys.snapshot }, { cancelRefetch: false })
    this.#figures.ask()
    this.#alerts.ask()
  }

  /** What is known has gaps, and is being read anew. */
  reset(): void {
    this.#recent = []
    this.#recentAlerts = []
    this.#held = undefined
    this.#heldAlerts = []
  }

  /** A snapshot with what was told while it was on its way. */
  caughtUp = (snapshot: PulseSnapshot): PulseSnapshot => {
    const later = this.#recentAlerts.filter(
      ({ firedAt, resolvedAt }) => (resolvedAt ?? firedAt ?? 0) > snapshot.time,
    )
    return later.reduce(applyAlert, this.#recent.reduce(applyPulse, snapshot))
  }

  #change(change: (snapshot: PulseSnapshot) => PulseSnapshot): void {
    this.#client.setQueryData<PulseSnapshot>(fleetKeys.snapshot, (known) => known && change(known))
  }
}
