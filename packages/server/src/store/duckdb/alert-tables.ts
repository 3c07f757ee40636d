import type { Table } from './tables.ts'

/** What fires, and what did; `alert` as JSON. */
export const ALERTS = {
  name: 'alerts',
  columns: { id: 'VARCHAR', alert: 'VARCHAR' },
} as const satisfies Table

/** What webhooks are still to be told; `alert` as JSON. */
export const ALERT_MESSAGES = {
  name: 'alert_messages',
  columns: { id: 'VARCHAR', hook: 'VARCHAR', time: 'DOUBLE', alert: 'VARCHAR' },
} as const satisfies Table

export const ALERT_TABLES: readonly Table[] = [ALERTS, ALERT_MESSAGES]
