import {
  FINE_POINTS_AGE,
  type POINT_STEPS,
  type PulseMemory,
  type PulseProcessRow,
  type ServerPoint,
  type ServerPointQuery,
} from '../pulse-rows.ts'

/** What a store in memory knows of the fleet. */
export class PulseRows {
  readonly #processes = new Map<string, PulseProcessRow>()
  #points: Record<keyof typeof POINT_STEPS, ServerPoint[]> = { fine: [], coarse: [] }

  keep({ processes, forgotten, points }: PulseMemory): void {
    for (const id of forgotten) this.#processes.delete(id)
    for (const row of processes) this.#processes.set(row.id, row)
    this.#points.fine.push(...points.fine)
    this.#points.coarse.push(...points.coarse)
  }

  processes(): PulseProcessRow[] {
    return [...this.#processes.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  points({ server, from, to, points, step }: ServerPointQuery): ServerPoint[] {
    const buckets = new Map<string, { server: string; time: number; of: ServerPoint[] }>()
    for (const point of this.#points[points]) {
      if (point.time < from || point.time >= to) continue
      if (server !== undefined && point.server !== server) continue
      const time = Math.floor(point.time / step) * step
      const bucket = buckets.get(`${time} ${point.server}`) ?? { server: point.server, time, of: [] }
      buckets.set(`${time} ${point.server}`, bucket)
      bucket.of.push(point)
    }
    return [...buckets.values()]
      .sort((a, b) => a.time - b.time || (a.server < b.server ? -1 : 1))
      .map((bucket) => ({
        server: bucket.server,
        time: bucket.time,
        cpu: averageOf(bucket.of, ({ cpu }) => cpu),
        memory: averageOf(bucket.of, ({ memory }) => memory),
        eventLoopDelay: averageOf(bucket.of, ({ eventLoopDelay }) => eventLoopDelay),
      }))
  }

  retain(olderThan: number, now: number): void {
    const fine = Math.max(olderThan, now - FINE_POINTS_AGE)
    this.#points = {
      fine: this.#points.fine.filter(({ time }) => time >= fine),
      coarse: this.#points.coarse.filter(({ time }) => time >= olderThan),
    }
  }
}

function averageOf(points: readonly ServerPoint[], of: (point: ServerPoint) => number | null): number | null {
  const known = points.map(of).filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
