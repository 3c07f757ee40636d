import { DOUBLE, type DuckDBConnection, INTEGER, LIST, listValue, VARCHAR } from '@duckdb/node-api'
import type { Resource, Runtime } from '@kymo/protocol'
import { BROWSER_PREFIX } from '../browser/browser-store.ts'
import { instanceRuntime } from '../instance-runtime.ts'
import { INSTANCES } from './tables.ts'

/** Pages held, those that sent last: each load of a page is an instance, and few live long. */
const HELD_PAGES = 2_000
/** Numbers of instances that are listed in a statement: of an app with more the table knows them sooner. */
const LISTED = 1_000
/** A page is what its name says, which costs less to look at than all of its resource. */
const IS_PAGE = `starts_with(instance, '${BROWSER_PREFIX}')`

export interface Known {
  readonly app: string
  readonly instance: string
  readonly runtime: Runtime | null
}

interface Held extends Known {
  readonly id: number
}

export interface InstanceFilter {
  readonly app?: string | undefined
  readonly instances?: readonly string[] | undefined
}

/**
 * The numbers that stand for processes and pages in the tables of facts. All processes are held in memory; of pages, of
 * which there may be millions, the newest: the others are looked up when they are needed.
 */
export class InstanceRegistry {
  /** Pages that sent longest ago come first of all pages. */
  readonly #byKey = new Map<string, Held>()
  readonly #byId = new Map<number, Held>()
  readonly #processes = new Map<number, Held>()
  #hasPages = false
  #highest = 0

  async load(connection: DuckDBConnection): Promise<void> {
    const processes = await connection.runAndReadAll(
      `SELECT id, app, instance, resource FROM ${INSTANCES.name} WHERE NOT ${IS_PAGE}`,
    )
    for (const [id, app, instance, resource] of processes.getRows()) {
      const runtime = instanceRuntime(JSON.parse(resource as string) as Resource)
      this.#hold({ id: id as number, app: app as string, instance: instance as string, runtime })
    }
    const all = await connection.runAndReadAll(
      `SELECT coalesce(max(id), 0), coalesce(bool_or(${IS_PAGE}), false) FROM ${INSTANCES.name}`,
    )
    this.#highest = Math.max(this.#highest, all.value(0, 0) as number)
    this.#hasPages = all.value(1, 0) === true
  }

  /**
   * Looks up which of some instances there are; to be done before `idOf` is asked.
   * @returns the numbers of those that were not held
   */
  async recall(resources: Iterable<Resource>, connection: DuckDBConnection): Promise<readonly number[]> {
    const missing = new Set<string>()
    for (const { 'service.name': app, 'service.instance.id': instance } of resources) {
      if (isPage(instance) && !this.#byKey.has(keyOf(app, instance))) missing.add(instance)
    }
    if (missing.size === 0 || !this.#hasPages) return []
    const found = await connection.runAndReadAll(
      `SELECT id, app, instance FROM ${INSTANCES.name} WHERE instance IN (SELECT unnest($1))`,
      [listValue([...missing])],
      [LIST(VARCHAR)],
    )
    return found.getRows().map(([number, app, instance]) => {
      const id = number as number
      this.#hold({ id, app: app as string, instance: instance as string, runtime: 'browser' })
      return id
    })
  }

  /** `undefined` where there is none, once that was recalled. */
  find({ 'service.name': app, 'service.instance.id': instance }: Resource): number | undefined {
    return this.#byKey.get(keyOf(app, instance))?.id
  }

  /** Within the connection's transaction. */
  async idOf(resource: Resource, connection: DuckDBConnection, now: number): Promise<number> {
    const app = resource['service.name']
    const instance = resource['service.instance.id']
    const known = this.#byKey.get(keyOf(app, instance))
    if (known !== undefined) {
      this.#hold(known)
      return known.id
    }
    const id = this.#highest + 1
    await connection.run(
      `INSERT INTO ${INSTANCES.name} VALUES ($1, $2, $3, $4, $5)`,
      [id, now, instance, app, JSON.stringify(resource)],
      [INTEGER, DOUBLE, VARCHAR, VARCHAR, VARCHAR],
    )
    this.#highest = id
    this.#hold({ id, app, instance, runtime: isPage(instance) ? 'browser' : instanceRuntime(resource) })
    return id
  }

  /** Lets go of the pages that sent longest ago. Not while a transaction may still ask for them. */
  trim(): void {
    if (this.#byId.size - this.#processes.size <= HELD_PAGES) return
    for (const [key, { id }] of this.#byKey) {
      if (this.#processes.has(id)) continue
      this.#byKey.delete(key)
      this.#byId.delete(id)
      if (this.#byId.size - this.#processes.size <= HELD_PAGES) break
    }
  }

  /** `undefined` for a page that is not held, and for what there is not. */
  held(id: number): Known | undefined {
    return this.#byId.get(id)
  }

  /** The numbers of those that a filter lets through; `undefined` where only the table knows them, or knows them sooner. */
  listed({ app, instances }: InstanceFilter): readonly number[] | undefined {
    if (instances === undefined ? this.#hasPages : instances.some(isPage)) return undefined
    const wanted = instances && new Set(instances)
    const fitting = [...this.#processes.values()]
      .filter((known) => app === undefined || known.app === app)
      .filter((known) => wanted === undefined || wanted.has(known.instance))
    return fitting.length > LISTED ? undefined : fitting.map(({ id }) => id)
  }

  clear(): void {
    this.#byKey.clear()
    this.#byId.clear()
    this.#processes.clear()
    this.#hasPages = false
  }

  /** As the one that was heard of last. */
  #hold(held: Held): void {
    const key = keyOf(held.app, held.instance)
    this.#byKey.delete(key)
    this.#byKey.set(key, held)
    this.#byId.set(held.id, held)
    this.#highest = Math.max(this.#highest, held.id)
    if (isPage(held.instance)) this.#hasPages = true
    else this.#processes.set(held.id, held)
  }
}

function isPage(instance: string): boolean {
  return instance.startsWith(BROWSER_PREFIX)
}

function keyOf(app: string, instance: string): string {
  return `${instance}\n${app}`
}
