import { type DuckDBConnection, INTEGER, LIST, listValue } from '@duckdb/node-api'
import type { Resource } from '@kymo/protocol'
import { BROWSER_PREFIX } from '../browser/browser-store.ts'
import type { InstanceLedger } from '../instance-ledger.ts'
import type { InstanceRegistry } from './instance-registry.ts'

const PROCESSES = `(SELECT * FROM instances WHERE NOT starts_with(instance, '${BROWSER_PREFIX}'))`

const TOTALS = `
  SELECT i.instance, i.resource, i.first_seen, b.last_seen, b.facts, b.dropped
  FROM ${PROCESSES} i
  JOIN (
    SELECT instance, max(received) AS last_seen, sum(facts)::DOUBLE AS facts, max(dropped) AS dropped
    FROM batches WHERE instance IN (SELECT id FROM ${PROCESSES}) GROUP BY instance
  ) b ON b.instance = i.id
  ORDER BY i.id`

/** Agents send a batch again within minutes: what is a day older than the newest is not looked at. */
const SEQUENCES = `
  SELECT i.instance, b.sequence
  FROM batches b JOIN ${PROCESSES} i ON i.id = b.instance
  WHERE b.received > (SELECT max(received) FROM batches) - 86400000`

/** Fills the ledger with what an earlier life of the collector counted of processes. */
export async function loadLedger(connection: DuckDBConnection, ledger: InstanceLedger): Promise<void> {
  const totals = await connection.runAndReadAll(TOTALS)
  for (const [, resource, firstSeen, lastSeen, facts, dropped] of totals.getRows()) {
    ledger.restore(JSON.parse(resource as string) as Resource, {
      firstSeen: firstSeen as number,
      lastSeen: lastSeen as number,
      facts: facts as number,
      dropped: Number(dropped),
    })
  }
  const sequences = await connection.runAndReadAll(SEQUENCES)
  for (const [instance, sequence] of sequences.getRows()) {
    ledger.restoreSequence(instance as string, Number(sequence))
  }
  ledger.restoreDropped(await droppedFacts(connection))
}

/**
 * Fills the ledger with what was counted of pages that it does not remember: one that was away for days sends again what
 * it does not know to have arrived.
 */
export async function recallPages(
  connection: DuckDBConnection,
  ledger: InstanceLedger,
  resources: readonly Resource[],
  instances: InstanceRegistry,
): Promise<void> {
  const forgotten = new Map<number, Resource>()
  for (const resource of resources) {
    const id = instances.find(resource)
    if (id !== undefined && !ledger.knows(resource['service.instance.id'])) forgotten.set(id, resource)
  }
  if (forgotten.size === 0) return
  const batches = await connection.runAndReadAll(
    'SELECT instance, sequence, received, facts, dropped FROM batches WHERE instance IN (SELECT unnest($1))',
    [listValue([...forgotten.keys()])],
    [LIST(INTEGER)],
  )
  for (const [id, sequence, received, facts, dropped] of batches.getRows()) {
    const resource = forgotten.get(id as number) as Resource
    const time = received as number
    ledger.restore(resource, {
      firstSeen: time,
      lastSeen: time,
      facts: facts as number,
      dropped: Number(dropped),
    })
    ledger.restoreSequence(resource['service.instance.id'], Number(sequence))
  }
}

/** Facts that processes and pages had to drop, as their newest batches say. */
export async function droppedFacts(connection: DuckDBConnection): Promise<number> {
  const sum = await connection.runAndReadAll(
    `SELECT coalesce(sum(dropped), 0)::DOUBLE
     FROM (SELECT max(dropped) AS dropped FROM batches WHERE dropped > 0 GROUP BY instance)`,
  )
  return sum.value(0, 0) as number
}
