import { DOUBLE, type DuckDBConnection, type DuckDBValue, VARCHAR } from '@duckdb/node-api'
import type { AlertStatus } from '@kymo/protocol'
import type { AlertMemory, AlertMessage } from '../alert-rows.ts'
import { ALERT_MESSAGES, ALERTS } from './alert-tables.ts'
import { Bindings } from './bindings.ts'

export const ALERTS_SQL = `SELECT alert FROM ${ALERTS.name}`
export const ALERT_MESSAGES_SQL = `SELECT id, hook, time, alert FROM ${ALERT_MESSAGES.name} ORDER BY time, rowid`

/** Within the connection's transaction. */
export async function writeAlerts(
  connection: DuckDBConnection,
  { alerts, forgotten, messages, settled }: AlertMemory,
): Promise<void> {
  await remove(connection, ALERTS.name, [...alerts.map(({ id }) => id), ...forgotten])
  await remove(connection, ALERT_MESSAGES.name, [...messages.map(({ id }) => id), ...settled])
  for (const alert of alerts) {
    const values = [alert.id, JSON.stringify(alert)]
    await connection.run(`INSERT INTO ${ALERTS.name} VALUES ($1, $2)`, values, [VARCHAR, VARCHAR])
  }
  for (const { id, hook, time, alert } of messages) {
    await connection.run(
      `INSERT INTO ${ALERT_MESSAGES.name} VALUES ($1, $2, $3, $4)`,
      [id, hook, time, JSON.stringify(alert)],
      [VARCHAR, VARCHAR, DOUBLE, VARCHAR],
    )
  }
}

export function alertOf([alert]: readonly DuckDBValue[]): AlertStatus {
  return JSON.parse(alert as string) as AlertStatus
}

export function alertMessageOf([id, hook, time, alert]: readonly DuckDBValue[]): AlertMessage {
  return {
    id: id as string,
    hook: hook as string,
    time: time as number,
    alert: JSON.parse(alert as string) as AlertStatus,
  }
}

async function remove(connection: DuckDBConnection, table: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const bindings = new Bindings()
  const sql = `DELETE FROM ${table} WHERE ${bindings.among('id', ids, VARCHAR)}`
  await connection.run(sql, bindings.values, bindings.types)
}
