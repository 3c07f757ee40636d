import type { VisitType } from '@kymo/protocol'
import { newId } from '../ids.ts'

/** One page shown, from its load or from the change to it until the next. */
export interface Visit {
  /** 16 hex digits; of a page that the server told of itself, the span id of that request. */
  readonly id: string
  readonly traceId: string
  /** Of its `navigation` span. */
  readonly spanId: string
  readonly type: VisitType
  /** By `performance.now()`. */
  readonly start: number
  /** Path and query. */
  address: string
}

export const addressHere = (): string => location.pathname + location.search

export const pathOf = (address: string): string => address.split('?', 1)[0] as string

/** A visit that a script makes, or that no server told of. */
export function newVisit(type: VisitType, start: number, address = addressHere(), id = newId(8)): Visit {
  return { id, traceId: newId(16), spanId: id, type, start, address }
}
