import type { Table } from './tables.ts'

/*
 * Requests per route and minute, and their durations as sketches that are merged by adding up. Rows are only appended:
 * those of one route, origin and minute add up, too. They outlive the spans that they were counted from.
 */

/** What is asked for: a pattern in an app and an environment. */
export const TRAFFIC_ROUTES = {
  name: 'traffic_routes',
  columns: {
    id: 'INTEGER',
    app: 'VARCHAR',
    environment: 'VARCHAR',
    method: 'VARCHAR',
    route: 'VARCHAR',
    derived: 'BOOLEAN',
  },
} as const satisfies Table

/** Who told of it, and how: see `TOLD`. */
export const TRAFFIC_ORIGINS = {
  name: 'traffic_origins',
  columns: { id: 'INTEGER', app: 'VARCHAR', instance: 'VARCHAR', told: 'UTINYINT' },
} as const satisfies Table

/** `minute` counts minutes since the Unix epoch. */
export const TRAFFIC_MINUTES = {
  name: 'traffic_minutes',
  columns: {
    route: 'INTEGER',
    origin: 'INTEGER',
    minute: 'INTEGER',
    count: 'INTEGER',
    errors: 'INTEGER',
    slow: 'INTEGER',
    max: 'DOUBLE',
    last: 'DOUBLE',
  },
} as const satisfies Table

/** How many of a minute's durations a bucket of the sketch holds. */
export const TRAFFIC_BUCKETS = {
  name: 'traffic_buckets',
  columns: {
    route: 'INTEGER',
    origin: 'INTEGER',
    minute: 'INTEGER',
    bucket: 'SMALLINT',
    count: 'INTEGER',
  },
} as const satisfies Table

/**
 * What the minutes of whole hours add up to, over all origins that told it in the same way, for long windows. They are
 * there for all hours before some hour; see `roll-up-traffic.ts`. `hour` counts hours since the Unix epoch.
 */
export const TRAFFIC_HOURS = {
  name: 'traffic_hours',
  columns: {
    route: 'INTEGER',
    told: 'UTINYINT',
    hour: 'INTEGER',
    count: 'INTEGER',
    errors: 'INTEGER',
    slow: 'INTEGER',
    max: 'DOUBLE',
    last: 'DOUBLE',
  },
} as const satisfies Table

export const TRAFFIC_HOUR_BUCKETS = {
  name: 'traffic_hour_buckets',
  columns: {
    route: 'INTEGER',
    told: 'UTINYINT',
    hour: 'INTEGER',
    bucket: 'SMALLINT',
    count: 'INTEGER',
  },
} as const satisfies Table

export const TRAFFIC_TABLES: readonly Table[] = [
  TRAFFIC_ROUTES,
  TRAFFIC_ORIGINS,
  TRAFFIC_MINUTES,
  TRAFFIC_BUCKETS,
  TRAFFIC_HOURS,
  TRAFFIC_HOUR_BUCKETS,
]
