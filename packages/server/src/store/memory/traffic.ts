import type { Resource } from '@kymo/protocol'
import type { BucketStats } from '../store.ts'
import { toldCells } from '../traffic/told-cells.ts'
import {
  LEFT_OUT,
  MINUTE,
  TOLD,
  type Told,
  type ToldMinute,
  type TrafficFilter,
  type TrafficGrouping,
  type TrafficStats,
} from '../traffic/traffic.ts'
import { type TrafficCell, TrafficCells } from '../traffic/traffic-cells.ts'
import { groupTraffic } from '../traffic/traffic-groups.ts'
import { KnownTrafficRoutes, keyOf as routeKey } from '../traffic/traffic-route.ts'
import { TrafficTally } from '../traffic/traffic-tally.ts'

interface KeptCell extends TrafficCell {
  readonly process: string
  readonly told: typeof TOLD.spans | typeof TOLD.minutes
}

/** What a store in memory counted of requests. */
export class TrafficRows {
  readonly #slow: number
  readonly #cells = new Map<string, KeptCell>()
  readonly #routes = new KnownTrafficRoutes()
  /** Processes that account for their minutes. */
  readonly #accounting = new Set<string>()

  /** @param slow milliseconds from which a request counts as slow */
  constructor(slow: number) {
    this.#slow = slow
  }

  /** What counts the spans of a process until `add`. */
  cellsOf(resource: Resource): TrafficCells {
    return new TrafficCells(resource, this.#slow)
  }

  add(resource: Resource, cells: TrafficCells): void {
    const process = processOf(resource['service.name'], resource['service.instance.id'])
    for (const { route: name, minute, tally } of cells) {
      const route = this.#routes.admit(name)
      this.#routes.add(route)
      const key = keyOf(process, TOLD.spans, minute, routeKey(route))
      const kept = this.#cells.get(key) ?? {
        route,
        minute,
        process,
        told: TOLD.spans,
        tally: new TrafficTally(),
      }
      this.#cells.set(key, kept)
      kept.tally.merge(tally)
    }
  }

  put(minutes: readonly ToldMinute[]): void {
    for (const { instance, minute } of minutes) {
      const process = processOf(minute.app_name, instance)
      this.#accounting.add(process)
      const prefix = keyOf(process, TOLD.minutes, Math.floor(minute.minute / MINUTE), '')
      for (const key of this.#cells.keys()) if (key.startsWith(prefix)) this.#cells.delete(key)
      for (const cell of toldCells(minute)) {
        const key = `${prefix}${routeKey(cell.route)}`
        this.#cells.set(key, { ...cell, process, told: TOLD.minutes })
      }
    }
  }

  stats(filter: TrafficFilter, grouping: TrafficGrouping, limit: number): TrafficStats {
    const cells = [...this.#matching(filter)].map(({ route, tally }) => [route, tally] as const)
    return groupTraffic(cells, grouping, limit)
  }

  series(filter: TrafficFilter, step: number): BucketStats[] {
    const tallies = new Map<number, TrafficTally>()
    for (const { minute, tally } of this.#matching(filter)) {
      const time = Math.floor((minute * MINUTE) / step) * step
      const at = tallies.get(time) ?? new TrafficTally()
      tallies.set(time, at)
      at.merge(tally)
    }
    return [...tallies]
      .filter(([, { count }]) => count > 0)
      .map(([time, tally]) => ({ time, ...tally.stats() }))
      .sort((a, b) => a.time - b.time)
  }

  get oldest(): number | null {
    let oldest: number | null = null
    for (const { minute } of this.#cells.values()) oldest = Math.min(oldest ?? minute, minute)
    return oldest === null ? null : oldest * MINUTE
  }

  retain(olderThan: number): void {
    for (const [key, { minute }] of this.#cells) if (minute * MINUTE < olderThan) this.#cells.delete(key)
  }

  *#matching({ scope, from, to, app, environment, route, method }: TrafficFilter): Iterable<KeptCell> {
    const leftOut = LEFT_OUT[scope]
    for (const cell of this.#cells.values()) {
      const { route: name, minute, process } = cell
      const told: Told = cell.told === TOLD.spans && this.#accounting.has(process) ? TOLD.covered : cell.told
      if (
        told !== leftOut &&
        minute * MINUTE >= from &&
        minute * MINUTE < to &&
        (app === undefined || name.app === app) &&
        (environment === undefined || name.environment === environment) &&
        (route === undefined || name.route === route) &&
        (method === undefined || name.method === method)
      ) {
        yield cell
      }
    }
  }
}

function processOf(app: string, instance: string): string {
  return JSON.stringify([instance, app])
}

function keyOf(process: string, told: Told, minute: number, route: string): string {
  return `${process} ${told} ${minute} ${route}`
}
