import { type Attributes, CALL_APIS, type CallApi } from '@kymo/protocol'

/** What a store keeps of a call that a page made beside its span. */
export interface CallColumns {
  /** Null for a server's. */
  readonly by: CallApi | null
  readonly resends: number
  /** Bytes of the answer's body. */
  readonly responseSize: number | null
}

/** Calls that last for as long as somebody listens. */
export const ENDLESS_CALLS: readonly CallApi[] = ['websocket', 'eventsource']

export function callColumns(attributes: Attributes): CallColumns {
  const resends = attributes['http.request.resend_count']
  const size = attributes['http.response.body.size']
  return {
    by: CALL_APIS.find((known) => known === attributes['kymo.fetch.by']) ?? null,
    resends: isCount(resends) ? Math.min(resends, 65_535) : 0,
    responseSize: isCount(size) ? size : null,
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
