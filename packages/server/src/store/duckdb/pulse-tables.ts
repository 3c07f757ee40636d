import type { Table } from './tables.ts'

/** The processes of the fleet, each as its newest heartbeat left it. */
export const PULSE_PROCESSES = {
  name: 'pulse_processes',
  columns: {
    id: 'VARCHAR',
    way: 'VARCHAR',
    state: 'VARCHAR',
    last_seen: 'DOUBLE',
    heartbeat: 'VARCHAR',
  },
} as const satisfies Table

/** How each server was; `step` in milliseconds. */
export const SERVER_POINTS = {
  name: 'server_points',
  columns: {
    server: 'VARCHAR',
    step: 'INTEGER',
    time: 'DOUBLE',
    cpu: 'DOUBLE',
    memory: 'DOUBLE',
    event_loop_delay: 'DOUBLE',
  },
} as const satisfies Table

export const PULSE_TABLES: readonly Table[] = [PULSE_PROCESSES, SERVER_POINTS]
