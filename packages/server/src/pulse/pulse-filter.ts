import type { AppPulse } from '@kymo/protocol'
import type { Fleet } from './fleet.ts'

/** What of the fleet is wanted; all that are given must hold. */
export interface PulseFilter {
  readonly app?: string | undefined
  readonly environment?: string | undefined
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

/** The wanted processes and apps, and the servers on which they run. */
export function narrowed<View extends Fleet & { readonly apps: readonly AppPulse[] }>(
  view: View,
  filter: PulseFilter,
): View {
  if (filter.app === undefined && filter.environment === undefined) return view
  const processes = view.processes.filter((process) => isWanted(filter, process))
  const hosts = new Set(processes.map(({ hostname }) => hostname))
  return {
    ...view,
    processes,
    servers: view.servers.filter(({ id }) => hosts.has(id)),
    apps: view.apps.filter((app) => isWanted(filter, app)),
  }
}
