import type { DuckDBConnection } from '@duckdb/node-api'
import type { Resource } from '@kymo/protocol'
import { BROWSER_PREFIX } from '../browser/browser-store.ts'
import { type InstanceLedger, REMEMBERED_BROWSERS } from '../instance-ledger.ts'

/** Processes, and the newest pages: there may be very many. */
const REMEMBERED = `
  SELECT * FROM instances WHERE NOT starts_with(instance, '${BROWSER_PREFIX}')
  UNION ALL
  (SELECT * FROM instances WHERE starts_with(instance, '${BROWSER_PREFIX}')
   ORDER BY id DESC LIMIT ${REMEMBERED_BROWSERS})`

const TOTALS = `
  SELECT i.instance, i.resource, i.first_seen, b.last_seen, b.facts, b.dropped
  FROM (${REMEMBERED}) i
  JOIN (
    SELECT instance, max(received) AS last_seen, sum(facts)::DOUBLE AS facts, max(dropped) AS dropped
    FROM batches GROUP BY instance
  ) b ON b.instance = i.id
  ORDER BY i.id`

/** Agents send a batch again within minutes: what is a day older than the newest is not looked at. */
const SEQUENCES = `
  SELECT i.instance, b.sequence
  FROM batches b JOIN (${REMEMBERED}) i ON i.id = b.instance
  WHERE b.received > (SELECT max(received) FROM batches) - 86400000`

/** Fills the ledger with what an earlier life of the collector counted. */
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
}
