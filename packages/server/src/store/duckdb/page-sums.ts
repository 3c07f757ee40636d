import { DOUBLE, UTINYINT, VARCHAR } from '@duckdb/node-api'
import { EXCEPTION_EVENT, LONG_TASK, SPAN_KINDS } from '@kymo/protocol'
import { BROWSER_PREFIX, OBSERVED_SLOT, type PageFilter, type PageSums } from '../browser/browser-store.ts'
import { Bindings } from './bindings.ts'
import { REPEATS } from './event-sql.ts'
import { rowsOf, type StoreSource } from './store-source.ts'

export async function pageSums(source: StoreSource, { from, to, app }: PageFilter): Promise<PageSums> {
  const bindings = new Bindings()
  const [first, end] = [bindings.add(from, DOUBLE), bindings.add(to, DOUBLE)]
  const kind = (name: (typeof SPAN_KINDS)[number]) =>
    `kind = ${bindings.add(SPAN_KINDS.indexOf(name), UTINYINT)}`
  const within = (time: string) => `${time} >= ${first} AND ${time} < ${end}`
  const ofApp = app === undefined ? '' : `AND app = ${bindings.add(app, VARCHAR)}`
  const slots = (table: string, time: string) =>
    `SELECT instance, floor(${time} / ${OBSERVED_SLOT}) FROM ${table}
     WHERE ${within(time)} AND instance IN (SELECT instance FROM measuring)`
  const [row = []] = await rowsOf(
    source,
    `WITH pages AS (
       SELECT id FROM instances WHERE starts_with(instance, '${BROWSER_PREFIX}') ${ofApp}
     ),
     measures AS MATERIALIZED (
       SELECT instance, duration, contains(coalesce(attributes, ''), '"kymo.measure.type":"long-') AS is_long
       FROM spans WHERE ${within('start')} AND ${kind('measure')} AND instance IN (SELECT id FROM pages)
     ),
     measuring AS (SELECT DISTINCT instance FROM measures),
     slots AS (${slots('spans', 'start')} UNION ${slots('fetches', 'start')} UNION ${slots('events', 'time')})
     SELECT
       (SELECT count(*) FROM spans WHERE ${within('start')} AND ${kind('navigation')}
         AND instance IN (SELECT id FROM pages)),
       (SELECT count(*) + coalesce(sum(${REPEATS}), 0) FROM events WHERE ${within('time')} AND name = ${bindings.add(EXCEPTION_EVENT, VARCHAR)}
         AND instance IN (SELECT id FROM pages)),
       (SELECT count(*) FROM slots),
       (SELECT coalesce(sum(greatest(0, duration - ${LONG_TASK})), 0) FROM measures WHERE is_long)`,
    bindings,
  )
  return {
    visits: Number(row[0] ?? 0),
    exceptions: Number(row[1] ?? 0),
    observed: Number(row[2] ?? 0) * OBSERVED_SLOT,
    blocked: Number(row[3] ?? 0),
  }
}
