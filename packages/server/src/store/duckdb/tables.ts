import type { SpanKind } from '@kymo/protocol'

/** DuckDB's types that the store uses, with the bytes of one value; what is as long as it likes has none. */
export const WIDTHS = {
  UBIGINT: 8,
  BIGINT: 8,
  DOUBLE: 8,
  INTEGER: 4,
  USMALLINT: 2,
  SMALLINT: 2,
  UTINYINT: 1,
  BOOLEAN: 1,
  VARCHAR: 0,
  BLOB: 0,
} as const
export type ColumnType = keyof typeof WIDTHS

export interface Table {
  readonly name: string
  readonly columns: Readonly<Record<string, ColumnType>>
}

export interface SpanTable extends Table {
  readonly kinds: readonly SpanKind[]
}

const COMMON = {
  seq: 'BIGINT',
  trace_hi: 'UBIGINT',
  trace_lo: 'UBIGINT',
  span_id: 'UBIGINT',
  parent_id: 'UBIGINT',
  kind: 'UTINYINT',
  status: 'UTINYINT',
  instance: 'INTEGER',
  start: 'DOUBLE',
  duration: 'DOUBLE',
  name: 'VARCHAR',
} as const

/*
 * A column that a later version adds stands at the end of its table: there files of earlier versions get it.
 *
 * Requests, fetches and all other spans lie in tables of their own: what is asked of one is seldom asked of another, and
 * a scan passes over nothing that it does not want.
 */
export const REQUESTS = {
  name: 'requests',
  kinds: ['request'],
  columns: {
    ...COMMON,
    method: 'VARCHAR',
    status_code: 'USMALLINT',
    route: 'VARCHAR',
    derived: 'BOOLEAN',
    purpose: 'UTINYINT',
    path: 'VARCHAR',
    query: 'VARCHAR',
    host: 'VARCHAR',
    client_address: 'VARCHAR',
    user_agent: 'VARCHAR',
    page: 'VARCHAR',
    visit_key: 'UBIGINT',
    html_id: 'VARCHAR',
    visit_id: 'VARCHAR',
    attributes: 'VARCHAR',
  },
} as const satisfies SpanTable

export const FETCHES = {
  name: 'fetches',
  kinds: ['fetch'],
  columns: {
    ...COMMON,
    method: 'VARCHAR',
    status_code: 'USMALLINT',
    cache: 'UTINYINT',
    url: 'VARCHAR',
    host: 'VARCHAR',
    attributes: 'VARCHAR',
    visit_id: 'VARCHAR',
    call_api: 'UTINYINT',
    resends: 'USMALLINT',
    response_size: 'DOUBLE',
  },
} as const satisfies SpanTable

export const OTHER_SPANS = {
  name: 'spans',
  kinds: ['action', 'render', 'component', 'measure', 'internal', 'navigation'],
  columns: { ...COMMON, attributes: 'VARCHAR', visit_id: 'VARCHAR', url: 'VARCHAR' },
} as const satisfies SpanTable

const NOT_BARE: ReadonlySet<string> = new Set(['attributes', 'name', 'host', 'user_agent', 'client_address'])

/** The table without what makes its rows long. */
export function bareTable({ name, columns }: Table): Table {
  return {
    name,
    columns: Object.fromEntries(Object.entries(columns).filter(([column]) => !NOT_BARE.has(column))),
  }
}

export const SPAN_TABLES: readonly SpanTable[] = [REQUESTS, FETCHES, OTHER_SPANS]

export const EVENTS = {
  name: 'events',
  columns: {
    seq: 'BIGINT',
    trace_hi: 'UBIGINT',
    trace_lo: 'UBIGINT',
    span_id: 'UBIGINT',
    instance: 'INTEGER',
    time: 'DOUBLE',
    name: 'VARCHAR',
    attributes: 'VARCHAR',
    visit_id: 'VARCHAR',
    fingerprint: 'UBIGINT',
    thrown: 'UBIGINT',
    mechanism: 'UTINYINT',
  },
} as const satisfies Table

export const POINTS = {
  name: 'points',
  columns: {
    seq: 'BIGINT',
    instance: 'INTEGER',
    time: 'DOUBLE',
    value: 'DOUBLE',
    name: 'VARCHAR',
    attributes: 'VARCHAR',
  },
} as const satisfies Table

/**
 * Figures of the events that tell of web vitals, under the number of the event. `visit` is the visit's id as a number;
 * `again` says that the metric was told of before: then only its value counts.
 */
export const VITALS = {
  name: 'vitals',
  columns: {
    seq: 'BIGINT',
    instance: 'INTEGER',
    time: 'DOUBLE',
    metric: 'UBIGINT',
    vital: 'UTINYINT',
    value: 'DOUBLE',
    device: 'UTINYINT',
    visit: 'UBIGINT',
    path: 'VARCHAR',
    route: 'VARCHAR',
    navigation: 'VARCHAR',
    again: 'BOOLEAN',
  },
} as const satisfies Table

/** One run of one process. */
export const INSTANCES = {
  name: 'instances',
  columns: { id: 'INTEGER', first_seen: 'DOUBLE', instance: 'VARCHAR', app: 'VARCHAR', resource: 'VARCHAR' },
} as const satisfies Table

/** Which batches were counted. */
export const BATCHES = {
  name: 'batches',
  columns: {
    instance: 'INTEGER',
    sequence: 'BIGINT',
    received: 'DOUBLE',
    facts: 'INTEGER',
    dropped: 'BIGINT',
  },
} as const satisfies Table

/** Tables that hold facts, with the column that says when. */
export const FACT_TABLES: readonly { readonly table: Table; readonly time: string }[] = [
  ...SPAN_TABLES.map((table) => ({ table, time: 'start' })),
  { table: EVENTS, time: 'time' },
  { table: POINTS, time: 'time' },
]

export const TABLES: readonly Table[] = [...SPAN_TABLES, EVENTS, POINTS, INSTANCES, BATCHES]

export function createTable({ name, columns }: Table): string {
  const list = Object.entries(columns).map(([column, type]) => `"${column}" ${type}`)
  return `CREATE TABLE ${name} (${list.join(', ')})`
}
