import type { AlertStatus, AppPulse } from '@kymo/protocol'
import type { Fleet } from './fleet.ts'

/** What of the fleet is wanted; all that are given must hold. */
export interface PulseFilter {
  readonly app?: string | undefined
  readonly environment?: string | undefined
}

/** Which rows of a list are wanted. Times are milliseconds since the Unix epoch. */
export interface PulseListQuery extends PulseFilter {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly limit: number
}

/** Whether something that belongs to an app in an environment is wanted. */
export function isWanted(
  { app, environment }: PulseFilter,
  of: { readonly app: string; readonly environment: string },
): boolean {
  return (
    (app === undefined || of.app === app) && (environment === undefined || of.environment === environment)
  )
}

interface Narrowable extends Fleet {
  readonly apps: readonly AppPulse[]
  readonly alerts: readonly AlertStatus[]
}

/** The wanted processes and apps, the servers on which they run, and the alerts of all these. */
export function narrowed<View extends Narrowable>(view: View, filter: PulseFilter): View {
  if (filter.app === undefined && filter.environment === undefined) return view
  const processes = view.processes.filter((process) => isWanted(filter, process))
  const hosts = new Set(processes.map(({ hostname }) => hostname))
  const apps = view.apps.filter((app) => isWanted(filter, app))
  const subjects = new Set([
    ...hosts,
    ...processes.map(({ hostname, id }) => `${hostname}/${id}`),
    ...apps.map(({ id }) => id),
  ])
  return {
    ...view,
    processes,
    servers: view.servers.filter(({ id }) => hosts.has(id)),
    apps,
    alerts: view.alerts.filter(({ subject }) => subjects.has(subject)),
  }
}
