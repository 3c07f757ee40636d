import type { PulseHistory, ServerPulse } from '@kymo/protocol'
import { groupBy } from '../queries/group-by.ts'
import { POINT_STEPS, type PulseMemory, type ServerPoint } from '../store/pulse-rows.ts'
import { percentUsed } from './fleet.ts'

/** Milliseconds that are shown beside a server. */
export const HISTORY_LENGTH = 5 * 60_000
const POINTS = HISTORY_LENGTH / POINT_STEPS.fine

/** How servers were during the last five minutes, and what of it the store has not been told yet. */
export class ServerHistories {
  readonly #points = new Map<string, ServerPoint[]>()
  /** Points of the minute that is not over. */
  #minute: ServerPoint[] = []
  #fine: ServerPoint[] = []
  #coarse: ServerPoint[] = []
  #last = Number.NEGATIVE_INFINITY

  /** Takes over what an earlier life of the collector remembered. @param points oldest first */
  restore(points: readonly ServerPoint[]): void {
    for (const point of points) this.#add(point)
  }

  /** To be told often: one point is made of each step. @param now milliseconds since the Unix epoch */
  sample(servers: readonly ServerPulse[], now: number): void {
    const time = Math.floor(now / POINT_STEPS.fine) * POINT_STEPS.fine
    if (time === this.#last) return
    if (minuteOf(time) !== minuteOf(this.#last)) this.#endMinute()
    this.#last = time
    const shown = new Set<string>()
    for (const server of servers) {
      shown.add(server.id)
      const point = pointOf(server, time)
      this.#add(point)
      // Of a server that is gone there is nothing to remember.
      if (server.state !== 'alive') continue
      this.#fine.push(point)
      this.#minute.push(point)
    }
    for (const id of this.#points.keys()) if (!shown.has(id)) this.#points.delete(id)
  }

  /** By the server's id. */
  lists(ids: readonly string[]): Record<string, PulseHistory> {
    return Object.fromEntries(
      ids.map((id) => {
        const points = this.#points.get(id) ?? []
        return [
          id,
          {
            time: points.map(({ time }) => time),
            cpu: points.map(({ cpu }) => cpu),
            memory: points.map(({ memory }) => memory),
          },
        ]
      }),
    )
  }

  /** What is to be remembered since this was asked last. */
  takePoints(): PulseMemory['points'] {
    const points = { fine: this.#fine, coarse: this.#coarse }
    this.#fine = []
    this.#coarse = []
    return points
  }

  #add(point: ServerPoint): void {
    const points = this.#points.get(point.server) ?? []
    if (points.length === 0) this.#points.set(point.server, points)
    points.push(point)
    const oldest = point.time - HISTORY_LENGTH
    while (points.length > POINTS || (points[0] as ServerPoint).time <= oldest) points.shift()
  }

  #endMinute(): void {
    for (const [server, points] of groupBy(this.#minute, (point) => point.server)) {
      this.#coarse.push({
        server,
        time: minuteOf((points[0] as ServerPoint).time),
        cpu: averageOf(points.map(({ cpu }) => cpu)),
        memory: averageOf(points.map(({ memory }) => memory)),
        eventLoopDelay: averageOf(points.map(({ eventLoopDelay }) => eventLoopDelay)),
      })
    }
    this.#minute = []
  }
}

function pointOf(server: ServerPulse, time: number): ServerPoint {
  if (server.state !== 'alive') {
    return { server: server.id, time, cpu: null, memory: null, eventLoopDelay: null }
  }
  return {
    server: server.id,
    time,
    cpu: rounded(server.cpu),
    memory: rounded(percentUsed(server.memoryTotal, server.memoryFree) ?? 0),
    eventLoopDelay: server.eventLoopDelayP99 === null ? null : rounded(server.eventLoopDelayP99),
  }
}

function minuteOf(time: number): number {
  return Math.floor(time / POINT_STEPS.coarse) * POINT_STEPS.coarse
}

function averageOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

/** To two digits: points are many. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
