import type { AppPulse, ProcessPulse, ServerPulse, TrafficFigures } from '@kymo/protocol'
import { groupBy } from '../queries/group-by.ts'
import { distinct } from './distinct.ts'
import type { Fleet } from './fleet.ts'
import { healthOf } from './health.ts'

/** Names an app in an environment. What comes after the last `@` is the environment, whatever is in either. */
export function appId(app: string, environment: string): string {
  return `${app}@${environment.replace(/[%@]/g, encodeURIComponent)}`
}

const NO_TRAFFIC: TrafficFigures = {
  requests: 0,
  errors: 0,
  slow: 0,
  percentiles: { p50: null, p95: null, p99: null },
}

/** Each app in each environment, by name. @param traffic requests of the last five minutes, by `appId` */
export function appsOf(
  { servers, processes }: Fleet,
  traffic: ReadonlyMap<string, TrafficFigures>,
): readonly AppPulse[] {
  const byId = new Map(servers.map((server) => [server.id, server]))
  return [...groupBy(processes, ({ app, environment }) => appId(app, environment))]
    .map(([id, of]) => appOf(id, of, serversOf(of, byId), traffic.get(id) ?? NO_TRAFFIC))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function serversOf(
  processes: readonly ProcessPulse[],
  byId: ReadonlyMap<string, ServerPulse>,
): readonly ServerPulse[] {
  const hosts = new Set(processes.filter(({ state }) => state !== 'left').map(({ hostname }) => hostname))
  return [...hosts].map((host) => byId.get(host)).filter((server) => server !== undefined)
}

function appOf(
  id: string,
  processes: readonly ProcessPulse[],
  servers: readonly ServerPulse[],
  traffic: TrafficFigures,
): AppPulse {
  const alive = processes.filter(({ state }) => state === 'alive')
  const told = alive.length > 0 ? alive : processes
  const [{ app, environment }] = processes as [ProcessPulse]
  const cpus = servers.filter(({ state }) => state === 'alive').map(({ cpu }) => cpu)
  return {
    id,
    app,
    environment,
    versions: distinct(told.map(({ version }) => version)),
    servers: servers.length,
    processes: {
      alive: alive.length,
      lost: processes.filter(({ state }) => state === 'lost').length,
    },
    cpu:
      cpus.length === 0
        ? null
        : {
            average: cpus.reduce((sum, cpu) => sum + cpu, 0) / cpus.length,
            highest: cpus.reduce((a, b) => Math.max(a, b)),
          },
    rss: alive.reduce((sum, { rss }) => sum + rss, 0),
    traffic,
    health: healthOf({ processes, servers, traffic }),
  }
}
