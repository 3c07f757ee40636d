import { DOUBLE, type DuckDBConnection, type DuckDBValue, INTEGER, VARCHAR } from '@duckdb/node-api'
import type { PulseHeartbeat, PulseState } from '@kymo/protocol'
import {
  FINE_POINTS_AGE,
  POINT_STEPS,
  type PulseMemory,
  type PulseProcessRow,
  type PulseWay,
  type ServerPoint,
  type ServerPointQuery,
} from '../pulse-rows.ts'
import { Bindings } from './bindings.ts'
import { PULSE_PROCESSES, SERVER_POINTS } from './pulse-tables.ts'
import { TableWriter } from './table-writer.ts'

/** Within the connection's transaction. */
export async function writePulse(
  connection: DuckDBConnection,
  { processes, forgotten, points }: PulseMemory,
): Promise<void> {
  const replaced = [...processes.map(({ id }) => id), ...forgotten]
  if (replaced.length > 0) {
    const bindings = new Bindings()
    const sql = `DELETE FROM ${PULSE_PROCESSES.name} WHERE ${bindings.among('id', replaced, VARCHAR)}`
    await connection.run(sql, bindings.values, bindings.types)
  }
  if (processes.length > 0) {
    await TableWriter.fill(connection, PULSE_PROCESSES, (writer) => {
      for (const { id, way, state, lastSeen, heartbeat } of processes) {
        writer.row()
        writer.text(0, id)
        writer.text(1, way)
        writer.text(2, state)
        writer.float(3, lastSeen)
        writer.text(4, JSON.stringify(heartbeat))
      }
    })
  }
  if (points.fine.length + points.coarse.length === 0) return
  await TableWriter.fill(connection, SERVER_POINTS, (writer) => {
    for (const length of ['fine', 'coarse'] as const) {
      for (const { server, time, cpu, memory, eventLoopDelay } of points[length]) {
        writer.row()
        writer.text(0, server)
        writer.int(1, POINT_STEPS[length])
        writer.float(2, time)
        if (cpu !== null) writer.float(3, cpu)
        if (memory !== null) writer.float(4, memory)
        if (eventLoopDelay !== null) writer.float(5, eventLoopDelay)
      }
    }
  })
}

export const PROCESSES_SQL = `SELECT id, way, state, last_seen, heartbeat FROM ${PULSE_PROCESSES.name} ORDER BY id`

export function processOf([id, way, state, lastSeen, heartbeat]: readonly DuckDBValue[]): PulseProcessRow {
  return {
    id: id as string,
    way: way as PulseWay,
    state: state as PulseState,
    lastSeen: lastSeen as number,
    heartbeat: JSON.parse(heartbeat as string) as PulseHeartbeat,
  }
}

export function serverPointsSql(
  { server, from, to, points, step }: ServerPointQuery,
  bindings: Bindings,
): string {
  const bucket = `floor(time / ${bindings.add(step, DOUBLE)}) * ${bindings.add(step, DOUBLE)}`
  const conditions = [
    `step = ${bindings.add(POINT_STEPS[points], INTEGER)}`,
    `time >= ${bindings.add(from, DOUBLE)}`,
    `time < ${bindings.add(to, DOUBLE)}`,
    ...(server === undefined ? [] : [`server = ${bindings.add(server, VARCHAR)}`]),
  ]
  return `SELECT server, ${bucket} AS bucket, avg(cpu), avg(memory), avg(event_loop_delay)
    FROM ${SERVER_POINTS.name} WHERE ${conditions.join(' AND ')} GROUP BY server, bucket ORDER BY bucket, server`
}

export function serverPointOf([server, time, cpu, memory, delay]: readonly DuckDBValue[]): ServerPoint {
  return {
    server: server as string,
    time: time as number,
    cpu: cpu as number | null,
    memory: memory as number | null,
    eventLoopDelay: delay as number | null,
  }
}

/** Within the connection's transaction. @param now milliseconds since the Unix epoch */
export async function removeOldPoints(
  connection: DuckDBConnection,
  olderThan: number,
  now: number,
): Promise<void> {
  await connection.run(
    `DELETE FROM ${SERVER_POINTS.name} WHERE time < $1 OR (step = $2 AND time < $3)`,
    [olderThan, POINT_STEPS.fine, now - FINE_POINTS_AGE],
    [DOUBLE, INTEGER, DOUBLE],
  )
}
