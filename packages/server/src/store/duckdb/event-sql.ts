import { BIGINT, DOUBLE, UTINYINT, VARCHAR } from '@duckdb/node-api'
import { EXCEPTION_MECHANISMS } from '@kymo/protocol'
import { MOST_REPEATS } from '../event-row.ts'
import type { EventFilter } from '../store.ts'
import type { Bindings } from './bindings.ts'

/** How many more than itself an exception stands for, see `repeatsOf`. What a text quotes is escaped there. */
export const REPEATS = `CASE WHEN contains(attributes, '"kymo.exception.count":')
  THEN least(${MOST_REPEATS}, greatest(1,
    coalesce(try_cast(regexp_extract(attributes, '"kymo\\.exception\\.count":(\\d+(e\\+\\d+)?)[,}]', 1) AS DOUBLE), 1))) - 1 END`

/**
 * The filter as an SQL condition on the table of events.
 * @param ofInstances the condition that the filter's instances make
 */
export function eventsWhereOf(filter: EventFilter, bindings: Bindings, ofInstances: string): string {
  const { names, traceIds, visitIds, traceless, seqs, fingerprints, mechanism, from, to } = filter
  const conditions = [ofInstances]
  if (names !== undefined) conditions.push(bindings.among('name', names, VARCHAR))
  if (traceIds !== undefined) {
    conditions.push(bindings.amongIds('trace_lo', traceIds, 16))
    conditions.push(bindings.amongIds('trace_hi', [...new Set(traceIds.map((id) => id.slice(0, 16)))], 0))
  }
  if (visitIds !== undefined) conditions.push(bindings.among('visit_id', visitIds, VARCHAR))
  if (traceless !== undefined) conditions.push('trace_lo IS NULL')
  if (seqs !== undefined) conditions.push(bindings.among('seq', seqs.map(BigInt), BIGINT))
  if (fingerprints !== undefined) conditions.push(bindings.amongIds('fingerprint', fingerprints, 0))
  if (mechanism !== undefined) {
    conditions.push(`mechanism = ${bindings.add(EXCEPTION_MECHANISMS.indexOf(mechanism), UTINYINT)}`)
  }
  if (from !== undefined) conditions.push(`time >= ${bindings.add(from, DOUBLE)}`)
  if (to !== undefined) conditions.push(`time < ${bindings.add(to, DOUBLE)}`)
  return conditions.join(' AND ')
}
