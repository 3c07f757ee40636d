import { SignalTracker, type SignalTrackerConfig } from '../../src/index.ts'

/** As much of a page as a monitor needs to run: it is what tells a page from a server. */
export function becomePage(): void {
  const events = new EventTarget()
  Object.assign(globalThis, {
    document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
    dispatchEvent: events.dispatchEvent.bind(events),
  })
}

export function startTracker(config: SignalTrackerConfig = {}): SignalTracker {
  becomePage()
  return new SignalTracker({ enabled: true, ...config })
}

/** What a test asks of a signal: all that does not depend on what other tests made. */
export function seen(tracker: SignalTracker, name: string) {
  const all = tracker.signals()
  const found = all.filter((signal) => signal.name === name)
  const [signal] = found
  if (!signal || found.length > 1) throw new Error(`${found.length} signals are named ${name}`)
  const names = new Map(all.map(({ id, name }) => [id, name]))
  const { kind, library, updates, subscribers, dependsOn } = signal
  return { kind, library, updates, subscribers, dependsOn: dependsOn.map((id) => names.get(id)) }
}

export const cycleNames = (tracker: SignalTracker): string[] =>
  tracker.cycles().map(({ signals }) => signals.map(({ name }) => name).join(' → '))
