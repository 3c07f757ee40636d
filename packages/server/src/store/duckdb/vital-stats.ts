import { DOUBLE, type DuckDBValue, UTINYINT, VARCHAR } from '@duckdb/node-api'
import {
  DEVICES,
  type Device,
  REQUEST_PURPOSES,
  VITAL_BOUNDS,
  WEB_VITALS,
  type WebVital,
} from '@kymo/protocol'
import {
  type PoorVital,
  VITAL_STEPS,
  type VitalFilter,
  type VitalStats,
  type VitalSums,
} from '../browser/browser-store.ts'
import { type LoadGroup, type VitalGroup, vitalStatsOf, vitalStepWidth } from '../browser/vital-groups.ts'
import { limitOf } from './aggregate-sql.ts'
import { Bindings } from './bindings.ts'
import { rowsOf, type StoreSource } from './store-source.ts'

/** Milliseconds that a page may have been open when it tells of a vital. */
const LONGEST_VISIT = 24 * 60 * 60 * 1000

export async function vitalStats(
  source: StoreSource,
  filter: VitalFilter,
  step: number,
): Promise<VitalStats> {
  const bindings = new Bindings()
  const told = toldSql(filter, bindings)
  const length = bindings.add(step, DOUBLE)
  const rows = await rowsOf(
    source,
    `WITH ${told},
     kept AS MATERIALIZED (
       SELECT vital, value, instance, device, route, derived, floor(first / ${length}) * ${length} AS bucket FROM placed
     ),
     loads AS (SELECT DISTINCT instance, route, derived, device FROM kept)
     SELECT 0 AS part, grouping(route, device, bucket), vital, route, derived, device, bucket, count(*),
       ${sums()}
     FROM kept GROUP BY GROUPING SETS ((vital), (vital, route, derived), (vital, device), (vital, bucket))
     UNION ALL
     SELECT 1, grouping(route, device), NULL, route, derived, device, NULL, count(DISTINCT instance), NULL, NULL, NULL
     FROM loads GROUP BY GROUPING SETS ((), (route, derived), (device))
     UNION ALL
     SELECT 2, 0, vital, NULL, NULL, NULL, least(${VITAL_STEPS}, greatest(0, ceil(value / ${steps()}) - 1)) AS step,
       count(*), NULL, NULL, NULL
     FROM kept GROUP BY vital, step`,
    bindings,
  )
  return vitalStatsOf(
    rows.filter(([part]) => part === 0).map(groupOf),
    rows.filter(([part]) => part === 1).map(loadsOf),
    rows
      .filter(([part]) => part === 2)
      .map((row) => ({ vital: vitalOf(row[2]), step: row[6] as number, count: Number(row[7]) })),
  )
}

export async function vitalSums(source: StoreSource, filter: VitalFilter): Promise<readonly VitalSums[]> {
  const bindings = new Bindings()
  const rows = await rowsOf(
    source,
    `WITH ${toldSql(filter, bindings)}
     SELECT vital, count(*), ${sums()} FROM placed GROUP BY vital ORDER BY vital`,
    bindings,
  )
  return rows.map(([vital, count, p75, good, poor]) => ({
    vital: vitalOf(vital),
    count: Number(count),
    p75: p75 as number,
    good: Number(good),
    poor: Number(poor),
  }))
}

export async function poorVitals(
  source: StoreSource,
  filter: VitalFilter,
  limit: number,
): Promise<readonly PoorVital[]> {
  const bindings = new Bindings()
  const [from, to] = [bindings.add(filter.from, DOUBLE), bindings.add(filter.to, DOUBLE)]
  const among = `SELECT metric FROM vitals
    WHERE time >= ${from} AND (again OR time < ${to}) AND value > ${perVital('good')}`
  const rows = await rowsOf(
    source,
    `WITH ${toldSql(filter, bindings, `metric IN (${among})`)}
     SELECT latest, route FROM placed WHERE value > ${perVital('good')}
     ORDER BY latest DESC ${limitOf(limit, bindings)}`,
    bindings,
  )
  return rows.map(([seq, route]) => ({ seq: Number(seq), route: route as string }))
}

/**
 * What was told, each vital once, with the route that the visit's own request has: that which served the document, or
 * that which asked for the data of a change of page.
 * @param which further condition on what is looked at
 */
function toldSql({ from, to, app, route, device }: VitalFilter, bindings: Bindings, which = 'true'): string {
  const [first, end] = [bindings.add(from, DOUBLE), bindings.add(to, DOUBLE)]
  const conditions = ['NOT again', `time >= ${first}`, `time < ${end}`, which]
  if (app !== undefined) {
    conditions.push(`instance IN (SELECT id FROM instances WHERE app = ${bindings.add(app, VARCHAR)})`)
  }
  if (device !== undefined) conditions.push(`device = ${bindings.add(DEVICES.indexOf(device), UTINYINT)}`)
  const purpose = (...names: readonly (typeof REQUEST_PURPOSES)[number][]) =>
    bindings.among(
      'purpose',
      names.map((name) => REQUEST_PURPOSES.indexOf(name)),
      UTINYINT,
    )
  const within = `NOT derived AND start >= ${first} - ${LONGEST_VISIT} AND start < ${end}`
  const placed =
    route === undefined ? 'true' : `coalesce(named.route, told.route) = ${bindings.add(route, VARCHAR)}`
  return `told AS (
       SELECT metric, vital, value, seq, time AS first, instance, device, visit, route
       FROM vitals WHERE ${conditions.join(' AND ')}
     ),
     retold AS (
       SELECT metric, arg_max(value, (time, seq)) AS value, arg_max(seq, (time, seq)) AS seq, max(time) AS time
       FROM vitals WHERE again AND time >= ${first} AND ${which} GROUP BY metric
     ),
     named AS (
       SELECT visit, any_value(route) AS route FROM (
         SELECT span_id AS visit, route FROM requests WHERE ${within} AND ${purpose('document', 'action')}
         UNION ALL
         SELECT try_cast('0x' || visit_id AS UBIGINT), route FROM requests
         WHERE ${within} AND visit_id IS NOT NULL AND ${purpose('navigation')}
       ) GROUP BY visit
     ),
     placed AS (
       SELECT vital, coalesce(retold.value, told.value) AS value, coalesce(retold.seq, told.seq) AS latest, first,
         instance, device, coalesce(named.route, told.route) AS route, named.route IS NULL AS derived
       FROM told LEFT JOIN retold ON retold.metric = told.metric AND retold.time >= told.first LEFT JOIN named ON named.visit = told.visit
       WHERE ${placed}
     )`
}

/** The last three of `VitalSums`. */
function sums(): string {
  return `quantile_cont(value, 0.75), count(*) FILTER (value <= ${perVital('good')}),
    count(*) FILTER (value > ${perVital('poor')})`
}

/** A bound of each vital, as SQL. */
function perVital(bound: 'good' | 'poor'): string {
  return caseOf((vital) => VITAL_BOUNDS[vital][bound])
}

function steps(): string {
  return caseOf(vitalStepWidth)
}

function caseOf(value: (vital: WebVital) => number): string {
  return `CASE vital ${WEB_VITALS.map((vital, i) => `WHEN ${i} THEN ${value(vital)}::DOUBLE`).join(' ')} END`
}

function groupOf(row: readonly DuckDBValue[]): VitalGroup {
  const [, parts, vital, route, derived, device, bucket, count, p75, good, poor] = row
  const grouped = Number(parts)
  return {
    vital: vitalOf(vital),
    count: Number(count),
    p75: p75 as number,
    good: Number(good),
    poor: Number(poor),
    ...((grouped & 4) === 0 && { route: route as string, derived: derived === true }),
    ...((grouped & 2) === 0 && { device: deviceOf(device) }),
    ...((grouped & 1) === 0 && { time: bucket as number }),
  }
}

function loadsOf(row: readonly DuckDBValue[]): LoadGroup {
  const [, parts, , route, derived, device, , loads] = row
  const grouped = Number(parts)
  return {
    loads: Number(loads),
    ...((grouped & 2) === 0 && { route: route as string, derived: derived === true }),
    ...((grouped & 1) === 0 && { device: deviceOf(device) }),
  }
}

const vitalOf = (value: DuckDBValue | undefined) => WEB_VITALS[value as number] as WebVital
const deviceOf = (value: DuckDBValue | undefined) => DEVICES[value as number] as Device
