import { INTEGER } from '@duckdb/node-api'
import { Bindings } from './bindings.ts'
import type { Known } from './instance-registry.ts'
import { rowsOf, type StoreSource } from './store-source.ts'

/** Number of an instance → who that is. */
export type InstanceNames = (id: number) => Known

const UNKNOWN: Known = { app: '', instance: '', runtime: null }

/** Who some instances are. Pages that are not held in memory are looked up. */
export async function instanceNames(source: StoreSource, ids: Iterable<number>): Promise<InstanceNames> {
  const { instances } = source.writer()
  const names = new Map<number, Known>()
  const others = new Set<number>()
  for (const id of ids) {
    const known = instances.held(id)
    if (known === undefined) others.add(id)
    else names.set(id, known)
  }
  if (others.size > 0) {
    const bindings = new Bindings()
    const rows = await rowsOf(
      source,
      `SELECT id, app, instance FROM instances WHERE ${bindings.among('id', [...others], INTEGER)}`,
      bindings,
    )
    for (const [id, app, instance] of rows) {
      names.set(id as number, { app: app as string, instance: instance as string, runtime: 'browser' })
    }
  }
  return (id) => names.get(id) ?? UNKNOWN
}
