import type { AlertStatus, AppPulse, ProcessPulse, PulseSnapshot, ServerPulse } from '@kymo/protocol'
import type { PulseSearch } from './search.ts'

/** What of the fleet the page shows. */
export interface ChosenFleet {
  /** By name: neither being lost nor coming back moves a server. */
  readonly servers: readonly ServerPulse[]
  /** Those that ended in order, newest first. */
  readonly left: readonly ServerPulse[]
  readonly lost: number
  /** By app, then by what they do and where. */
  readonly processes: readonly ProcessPulse[]
  /** By name; where there are more than can be seen at once, the worst first. */
  readonly apps: readonly AppPulse[]
  /** Those that fire, newest first. */
  readonly firing: readonly AlertStatus[]
}

/** Apps that are seen at once: these keep their places however they are. */
const SEEN = 4

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

export function chooseFleet(
  snapshot: PulseSnapshot,
  { app, environment, state, q }: Pick<PulseSearch, 'app' | 'environment' | 'state' | 'q'>,
): ChosenFleet {
  const fits = (of: { readonly app: string; readonly environment: string }) =>
    (app === undefined || of.app === app) && (environment === undefined || of.environment === environment)
  const needle = q?.toLowerCase() ?? ''
  const named = (name: string) => name.toLowerCase().includes(needle)
  const narrowed = app !== undefined || environment !== undefined
  const allProcesses = snapshot.processes.filter(fits)
  const hosts = new Set(allProcesses.map(({ hostname }) => hostname))
  const processes = allProcesses.filter(({ hostname }) => named(hostname))
  const servers = snapshot.servers.filter(({ id }) => named(id) && (!narrowed || hosts.has(id)))
  const here = servers.filter((server) => server.state !== 'left')
  const apps = snapshot.apps.filter(fits)
  // An alert is not hidden by looking for a server's name.
  const subjects = new Set([
    ...hosts,
    ...apps.map(({ id }) => id),
    ...allProcesses.map(({ hostname, id }) => `${hostname}/${id}`),
  ])
  return {
    servers: here
      .filter((server) => state === undefined || server.state === state)
      .sort((a, b) => names.compare(a.id, b.id)),
    left: servers.filter((server) => server.state === 'left').sort((a, b) => b.lastSeen - a.lastSeen),
    lost: here.filter((server) => server.state === 'lost').length,
    processes: processes.sort(
      (a, b) =>
        names.compare(a.app, b.app) ||
        names.compare(a.environment, b.environment) ||
        names.compare(a.role, b.role) ||
        names.compare(a.hostname, b.hostname) ||
        a.pid - b.pid,
    ),
    apps: apps.sort((a, b) => (apps.length > SEEN ? worse(a, b) : 0) || names.compare(a.id, b.id)),
    firing: snapshot.alerts
      .filter((alert) => alert.state === 'firing' && (!narrowed || subjects.has(alert.subject)))
      .sort((a, b) => (b.firedAt ?? b.since) - (a.firedAt ?? a.since)),
  }
}

function worse(a: AppPulse, b: AppPulse): number {
  return (a.health.score ?? 101) - (b.health.score ?? 101)
}

/** What the filters can be set to. */
export function choicesOf({ processes }: PulseSnapshot): { apps: string[]; environments: string[] } {
  const sorted = (values: readonly string[]) =>
    [...new Set(values)].filter((value) => value !== '').sort(names.compare)
  return {
    apps: sorted(processes.map(({ app }) => app)),
    environments: sorted(processes.map(({ environment }) => environment)),
  }
}
