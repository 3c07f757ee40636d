import type { DuckDBConnection } from '@duckdb/node-api'
import type { Fact } from '@kymo/protocol'
import {
  EVENTS,
  FACT_TABLES,
  FETCHES,
  OTHER_SPANS,
  POINTS,
  REQUESTS,
  SPAN_TABLES,
  type Table,
} from './tables.ts'

/** How much a table holds, and from when to when. */
export interface Extent {
  readonly rows: number
  /** Rows that say of which visit they are part: often none, and then nobody has to look. */
  readonly visited: number
  readonly oldest: number
  readonly newest: number
}

type MutableExtent = { -readonly [Key in keyof Extent]: Extent[Key] }

const nothing = (): MutableExtent => ({
  rows: 0,
  visited: 0,
  oldest: Number.POSITIVE_INFINITY,
  newest: Number.NEGATIVE_INFINITY,
})

/** Kept in memory, so that a query can be bounded before it is asked. */
export class TableExtents {
  readonly #extents = new Map(FACT_TABLES.map(({ table }) => [table.name, nothing()]))

  async load(connection: DuckDBConnection): Promise<void> {
    for (const { table, time } of FACT_TABLES) {
      const result = await connection.runAndReadAll(
        `SELECT count(*)::DOUBLE, ${'visit_id' in table.columns ? 'count(visit_id)::DOUBLE' : '0'}, min(${time}), max(${time})
         FROM ${table.name}`,
      )
      const [row] = result.getRows() as [number, number, number | null, number | null][]
      const [rows = 0, visited = 0, oldest = null, newest = null] = row ?? []
      this.#extents.set(
        table.name,
        oldest === null || newest === null ? nothing() : { rows, visited, oldest, newest },
      )
    }
  }

  of(table: Table): Extent {
    return this.#extents.get(table.name) ?? nothing()
  }

  add(facts: Iterable<Fact>): void {
    for (const fact of facts) {
      const { name } = tableOf(fact)
      const extent = this.#extents.get(name) as MutableExtent
      const time = fact.fact === 'span' ? fact.start : fact.time
      extent.rows++
      if (typeof fact.attributes['kymo.visit.id'] === 'string') extent.visited++
      if (time < extent.oldest) extent.oldest = time
      if (time > extent.newest) extent.newest = time
    }
  }

  get spans(): number {
    return SPAN_TABLES.reduce((sum, table) => sum + this.of(table).rows, 0)
  }

  get events(): number {
    return this.of(EVENTS).rows
  }

  get points(): number {
    return this.of(POINTS).rows
  }

  /** Start of the oldest span; null without any. */
  get oldest(): number | null {
    const oldest = Math.min(...SPAN_TABLES.map((table) => this.of(table).oldest))
    return Number.isFinite(oldest) ? oldest : null
  }
}

function tableOf(fact: Fact): Table {
  if (fact.fact === 'event') return EVENTS
  if (fact.fact === 'point') return POINTS
  return fact.kind === 'request' ? REQUESTS : fact.kind === 'fetch' ? FETCHES : OTHER_SPANS
}
