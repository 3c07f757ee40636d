import { bucketOf, isCountedPurpose, type Resource, type Span } from '@kymo/protocol'
import type { SpanColumns } from '../span-row.ts'
import { LATEST, MINUTE } from './traffic.ts'
import type { TrafficRouteName } from './traffic-route.ts'
import { TrafficTally } from './traffic-tally.ts'

/** Requests of one route in one minute. */
export interface TrafficCell {
  readonly route: TrafficRouteName
  /** Since the Unix epoch. */
  readonly minute: number
  readonly tally: TrafficTally
}

/** Counts the request spans of one process. */
export class TrafficCells {
  readonly #app: string
  readonly #environment: string
  readonly #slow: number
  readonly #cells = new Map<string, TrafficCell>()

  /** @param slow milliseconds from which a request counts as slow */
  constructor(resource: Resource, slow: number) {
    this.#app = resource['service.name']
    this.#environment = environmentOf(resource)
    this.#slow = slow
  }

  add({ start, duration, status }: Span, { purpose, method, route, derived }: SpanColumns): void {
    if (purpose === null || !isCountedPurpose(purpose) || !(start >= 0 && start < LATEST)) return
    const minute = Math.floor(start / MINUTE)
    const key = `${minute} ${derived} ${method} ${route}`
    let cell = this.#cells.get(key)
    if (cell === undefined) {
      const name = { method: method ?? '', route: route ?? '', derived }
      cell = {
        route: { app: this.#app, environment: this.#environment, ...name },
        minute,
        tally: new TrafficTally(),
      }
      this.#cells.set(key, cell)
    }
    cell.tally.add(1, status === 'error' ? 1 : 0, duration >= this.#slow ? 1 : 0, duration, start)
    cell.tally.addBucket(bucketOf(duration), 1)
  }

  [Symbol.iterator](): Iterator<TrafficCell> {
    return this.#cells.values()
  }
}

/** Empty where a process says none. */
export function environmentOf(resource: Resource): string {
  const environment = resource['deployment.environment.name']
  return typeof environment === 'string' ? environment : ''
}
