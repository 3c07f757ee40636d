import { type DuckDBMaterializedResult, type DuckDBValue, INTEGER, VARCHAR } from '@duckdb/node-api'
import type { SpanFilter } from '../span-query.ts'
import type { EventFilter } from '../store.ts'
import type { Bindings } from './bindings.ts'
import { eventsWhereOf } from './event-sql.ts'
import { whereOf } from './span-sql.ts'
import type { StoreWriter } from './store-writer.ts'
import type { SpanTable } from './tables.ts'

/** What reads are made of. */
export interface StoreSource {
  readonly run: (sql: string, bindings: Bindings) => Promise<DuckDBMaterializedResult>
  /** What it knows of all that is kept; another one once the database was opened anew. */
  readonly writer: () => Pick<StoreWriter, 'instances' | 'extents'>
}

export async function rowsOf(source: StoreSource, sql: string, bindings: Bindings): Promise<DuckDBValue[][]> {
  return (await source.run(sql, bindings)).getRows()
}

export function spansWhere(
  { writer }: StoreSource,
  table: SpanTable,
  filter: SpanFilter,
  bindings: Bindings,
): string {
  return whereOf(table, filter, bindings, instancesWhere(writer().instances, filter, bindings))
}

export function eventsWhere({ writer }: StoreSource, filter: EventFilter, bindings: Bindings): string {
  return eventsWhereOf(filter, bindings, instancesWhere(writer().instances, filter, bindings))
}

function instancesWhere(
  instances: StoreWriter['instances'],
  { app, instances: wanted }: Pick<EventFilter, 'app' | 'instances'>,
  bindings: Bindings,
): string {
  if (app === undefined && wanted === undefined) return 'true'
  const listed = instances.listed({ app, instances: wanted })
  if (listed !== undefined) return bindings.among('instance', listed, INTEGER)
  const conditions = [
    ...(app === undefined ? [] : [`app = ${bindings.add(app, VARCHAR)}`]),
    ...(wanted === undefined ? [] : [bindings.among('instance', wanted, VARCHAR)]),
  ]
  return `instance IN (SELECT id FROM instances WHERE ${conditions.join(' AND ')})`
}
