import type { DuckDBConnection } from '@duckdb/node-api'
import { TOLD, type Told, type TrafficFilter } from '../traffic/traffic.ts'
import { KnownTrafficRoutes, keyOf, type TrafficRouteName } from '../traffic/traffic-route.ts'
import { TableWriter } from './table-writer.ts'
import { TRAFFIC_ORIGINS, TRAFFIC_ROUTES } from './traffic-tables.ts'

export interface TrafficOrigin {
  readonly id: number
  told: Told
}

interface OriginsOfProcess {
  spans?: TrafficOrigin
  minutes?: TrafficOrigin
}

const NOBODY: TrafficRouteName = { app: '', environment: '', method: '', route: '', derived: false }

/** The numbers that stand for routes and origins in the tables of traffic. */
export class TrafficDictionary {
  readonly #ids = new Map<string, number>()
  readonly #names = new Map<number, TrafficRouteName>()
  readonly #known = new KnownTrafficRoutes()
  readonly #origins = new Map<string, OriginsOfProcess>()
  #newRoutes: number[] = []
  #newOrigins: { readonly app: string; readonly instance: string; readonly origin: TrafficOrigin }[] = []
  #highestRoute = 0
  #highestOrigin = 0
  #told = new Set<Told>()

  /** Takes what the file has for all there is. */
  async load(connection: DuckDBConnection): Promise<void> {
    const routes = await connection.runAndReadAll(
      `SELECT id, app, environment, method, route, derived FROM ${TRAFFIC_ROUTES.name}`,
    )
    const origins = await connection.runAndReadAll(
      `SELECT id, app, instance, told FROM ${TRAFFIC_ORIGINS.name}`,
    )
    // In one go: queries look names up meanwhile.
    for (const map of [this.#ids, this.#names, this.#known, this.#origins, this.#told]) map.clear()
    this.#newRoutes = []
    this.#newOrigins = []
    this.#highestRoute = 0
    this.#highestOrigin = 0
    for (const [id, app, environment, method, route, derived] of routes.getRows()) {
      this.#addRoute(id as number, { app, environment, method, route, derived } as TrafficRouteName)
    }
    for (const [id, app, instance, told] of origins.getRows()) {
      this.#addOrigin(app as string, instance as string, { id: id as number, told: told as Told })
    }
  }

  nameOf(route: number): TrafficRouteName {
    return this.#names.get(route) ?? NOBODY
  }

  /** Whether any origin told in this way. */
  has(told: Told): boolean {
    return this.#told.has(told)
  }

  /** `undefined` when a filter lets all routes through. */
  routesOf({ app, environment, route, method }: TrafficFilter): number[] | undefined {
    if (app === undefined && environment === undefined && route === undefined && method === undefined) {
      return undefined
    }
    const found: number[] = []
    for (const [id, name] of this.#names) {
      if (
        (app === undefined || name.app === app) &&
        (environment === undefined || name.environment === environment) &&
        (route === undefined || name.route === route) &&
        (method === undefined || name.method === method)
      ) {
        found.push(id)
      }
    }
    return found
  }

  /** Of a route that is new, `flush` writes it down. */
  idOf(name: TrafficRouteName): number {
    const known = this.#ids.get(keyOf(name))
    if (known !== undefined) return known
    const admitted = this.#known.admit(name)
    if (admitted !== name) {
      const others = this.#ids.get(keyOf(admitted))
      if (others !== undefined) return others
    }
    const id = this.#highestRoute + 1
    this.#addRoute(id, admitted)
    this.#newRoutes.push(id)
    return id
  }

  /** Those of a process; what is new of them `flush` writes down. */
  originOf(app: string, instance: string, told: 'spans' | 'minutes'): TrafficOrigin {
    const process = this.#origins.get(processKey(app, instance))
    const known = process?.[told]
    if (known !== undefined) return known
    const covered = told === 'spans' && process?.minutes !== undefined
    const origin = { id: this.#highestOrigin + 1, told: covered ? TOLD.covered : TOLD[told] }
    this.#addOrigin(app, instance, origin)
    this.#newOrigins.push({ app, instance, origin })
    return origin
  }

  /** The origin of a process's spans when nothing covers them yet. */
  uncovered(app: string, instance: string): TrafficOrigin | undefined {
    const spans = this.#origins.get(processKey(app, instance))?.spans
    return spans?.told === TOLD.spans ? spans : undefined
  }

  cover(origin: TrafficOrigin): void {
    origin.told = TOLD.covered
    this.#told.add(TOLD.covered)
  }

  /** Within the connection's transaction. */
  async flush(connection: DuckDBConnection): Promise<void> {
    if (this.#newRoutes.length > 0) {
      await TableWriter.fill(connection, TRAFFIC_ROUTES, (writer) => {
        for (const id of this.#newRoutes) {
          const { app, environment, method, route, derived } = this.nameOf(id)
          writer.row()
          writer.int(0, id)
          writer.text(1, app)
          writer.text(2, environment)
          writer.text(3, method)
          writer.text(4, route)
          writer.byte(5, derived ? 1 : 0)
        }
      })
    }
    if (this.#newOrigins.length > 0) {
      await TableWriter.fill(connection, TRAFFIC_ORIGINS, (writer) => {
        for (const { app, instance, origin } of this.#newOrigins) {
          writer.row()
          writer.int(0, origin.id)
          writer.text(1, app)
          writer.text(2, instance)
          writer.byte(3, origin.told)
        }
      })
    }
    this.#newRoutes = []
    this.#newOrigins = []
  }

  #addRoute(id: number, name: TrafficRouteName): void {
    this.#ids.set(keyOf(name), id)
    this.#names.set(id, name)
    this.#known.add(name)
    this.#highestRoute = Math.max(this.#highestRoute, id)
  }

  #addOrigin(app: string, instance: string, origin: TrafficOrigin): void {
    const key = processKey(app, instance)
    const process = this.#origins.get(key) ?? {}
    this.#origins.set(key, process)
    process[origin.told === TOLD.minutes ? 'minutes' : 'spans'] = origin
    this.#told.add(origin.told)
    this.#highestOrigin = Math.max(this.#highestOrigin, origin.id)
  }
}

function processKey(app: string, instance: string): string {
  return `${instance}\n${app}`
}
