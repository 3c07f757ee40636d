import { DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api'
import type { Resource, Runtime } from '@kymo/protocol'
import { BROWSER_PREFIX } from '../browser/browser-store.ts'
import { instanceRuntime } from '../instance-runtime.ts'
import { INSTANCES } from './tables.ts'

interface Known {
  readonly id: number
  readonly app: string
  readonly instance: string
  readonly runtime: Runtime | null
}

const UNKNOWN = { app: '', instance: '', runtime: null }

export interface InstanceFilter {
  readonly app?: string | undefined
  readonly instances?: readonly string[] | undefined
}

/** The numbers that stand for processes in the tables of facts. */
export class InstanceRegistry {
  readonly #byKey = new Map<string, Known>()
  readonly #byId = new Map<number, Known>()
  readonly #counts = new Map<string, number>()
  #highest = 0

  async load(connection: DuckDBConnection): Promise<void> {
    const result = await connection.runAndReadAll(`SELECT id, app, instance, resource FROM ${INSTANCES.name}`)
    for (const [id, app, instance, resource] of result.getRows()) {
      // There may be very many pages, and what they are their name says.
      const isPage = (instance as string).startsWith(BROWSER_PREFIX)
      const runtime = isPage ? 'browser' : instanceRuntime(JSON.parse(resource as string))
      this.#add({ id: id as number, app: app as string, instance: instance as string, runtime })
    }
  }

  /** Within the connection's transaction. */
  async idOf(resource: Resource, connection: DuckDBConnection, now: number): Promise<number> {
    const app = resource['service.name']
    const instance = resource['service.instance.id']
    const known = this.#byKey.get(keyOf(app, instance))
    if (known !== undefined) return known.id
    const id = this.#highest + 1
    await connection.run(
      `INSERT INTO ${INSTANCES.name} VALUES ($1, $2, $3, $4, $5)`,
      [id, now, instance, app, JSON.stringify(resource)],
      [INTEGER, DOUBLE, VARCHAR, VARCHAR, VARCHAR],
    )
    this.#add({ id, app, instance, runtime: instanceRuntime(resource) })
    return id
  }

  nameOf = (id: number): Pick<Known, 'app' | 'instance' | 'runtime'> => this.#byId.get(id) ?? UNKNOWN

  idsOf({ app, instances }: InstanceFilter): readonly number[] {
    const wanted = instances && new Set(instances)
    return [...this.#byId.values()]
      .filter((known) => app === undefined || known.app === app)
      .filter((known) => wanted === undefined || wanted.has(known.instance))
      .map(({ id }) => id)
  }

  /** How many an app has. */
  count(app: string): number {
    return this.#counts.get(app) ?? 0
  }

  clear(): void {
    this.#byKey.clear()
    this.#byId.clear()
    this.#counts.clear()
  }

  #add(known: Known): void {
    this.#byKey.set(keyOf(known.app, known.instance), known)
    this.#byId.set(known.id, known)
    this.#counts.set(known.app, this.count(known.app) + 1)
    this.#highest = Math.max(this.#highest, known.id)
  }
}

function keyOf(app: string, instance: string): string {
  return `${instance}\n${app}`
}
