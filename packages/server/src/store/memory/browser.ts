import { EXCEPTION_EVENT, type HostFigures, LONG_TASK, rateVital } from '@kymo/protocol'
import {
  BROWSER_PREFIX,
  type CallStats,
  type EventSource,
  OBSERVED_SLOT,
  type PageFilter,
  type PageSums,
  type PoorVital,
  type VitalFilter,
  type VitalStats,
  type VitalSums,
} from '../browser/browser-store.ts'
import { callColumns, ENDLESS_CALLS } from '../browser/call-row.ts'
import { type LoadGroup, type VitalGroup, vitalStatsOf, vitalStep } from '../browser/vital-groups.ts'
import type { VitalRow } from '../browser/vital-row.ts'
import { repeatsOf } from '../event-row.ts'
import type { EventRow, SpanRow } from '../rows.ts'
import { percentile } from './percentiles.ts'

/** A vital as it was told first, with its newest value. */
interface Told extends VitalRow {
  readonly latest: number
  readonly derived: boolean
}

export function vitalStatsIn(
  vitals: readonly VitalRow[],
  requests: readonly SpanRow[],
  filter: VitalFilter,
  step: number,
): VitalStats {
  const told = toldOf(vitals, requests, filter)
  const groups = <Key extends Partial<VitalGroup>>(keyOf: (row: Told) => Key): VitalGroup[] =>
    [...grouped(told, (row) => JSON.stringify([row.vital, keyOf(row)])).values()].map((rows) => ({
      ...sumsOf(rows),
      ...keyOf(rows[0] as Told),
    }))
  const loads = (keyOf: (row: Told) => Omit<LoadGroup, 'loads'>): LoadGroup[] =>
    [...grouped(told, (row) => JSON.stringify(keyOf(row))).values()].map((rows) => ({
      loads: new Set(rows.map(tellerOf)).size,
      ...keyOf(rows[0] as Told),
    }))
  const byRoute = ({ route, derived }: Told) => ({ route, derived })
  const byDevice = ({ device }: Told) => ({ device })
  const steps = grouped(told, ({ vital, value }) => `${vital} ${vitalStep(vital, value)}`)
  const all = () => ({})
  return vitalStatsOf(
    [
      ...groups(all),
      ...groups(byRoute),
      ...groups(byDevice),
      ...groups(({ time }) => ({ time: Math.floor(time / step) * step })),
    ],
    [...loads(all), ...loads(byRoute), ...loads(byDevice)],
    [...steps.values()].map((rows) => {
      const [{ vital, value }] = rows as [Told]
      return { vital, step: vitalStep(vital, value), count: rows.length }
    }),
  )
}

export function poorVitalsIn(
  vitals: readonly VitalRow[],
  requests: readonly SpanRow[],
  filter: VitalFilter,
): PoorVital[] {
  return toldOf(vitals, requests, filter)
    .filter(({ vital, value }) => rateVital(vital, value) !== 'good')
    .sort((a, b) => b.latest - a.latest)
    .map(({ latest, route }) => ({ seq: latest, route }))
}

function toldOf(
  vitals: readonly VitalRow[],
  requests: readonly SpanRow[],
  { from, to, app, route, device }: VitalFilter,
): Told[] {
  const named = new Map<string, string>()
  for (const { route: name, derived, spanId, visitId, purpose } of requests) {
    if (derived || name === null) continue
    if (purpose === 'document' || purpose === 'action') named.set(spanId, name)
    else if (purpose === 'navigation' && visitId !== null) named.set(visitId, name)
  }
  const newest = new Map([...vitals].sort((a, b) => a.time - b.time).map((row) => [row.metric, row]))
  return vitals
    .filter(
      (row) =>
        !row.again &&
        row.time >= from &&
        row.time < to &&
        (app === undefined || row.app === app) &&
        (device === undefined || row.device === device),
    )
    .map((row): Told => {
      const { value, seq: latest } = newest.get(row.metric) ?? row
      const name = named.get(row.visitId ?? '')
      return { ...row, value, latest, route: name ?? row.route, derived: name === undefined }
    })
    .filter((row) => route === undefined || row.route === route)
}

function sumsOf(rows: readonly Told[]): VitalSums {
  const [{ vital }] = rows as [Told]
  const ratings = rows.map(({ value }) => rateVital(vital, value))
  return {
    vital,
    count: rows.length,
    p75: quantile(
      rows.map(({ value }) => value),
      0.75,
    ) as number,
    good: ratings.filter((rating) => rating === 'good').length,
    poor: ratings.filter((rating) => rating === 'poor').length,
  }
}

export function callStatsOf(calls: readonly SpanRow[], slow: number, limit: number): CallStats {
  const known = calls.filter(({ attributes }) => callColumns(attributes).by !== null)
  const hosts = [...grouped(known, ({ host }) => host ?? '')].map(([host, rows]) =>
    callSums(host, rows, slow),
  )
  return {
    total: callSums('', known, slow),
    hosts: hosts.sort((a, b) => b.count - a.count || (a.host < b.host ? -1 : 1)).slice(0, limit),
  }
}

function callSums(host: string, rows: readonly SpanRow[], slow: number): HostFigures {
  const columns = rows.map(({ attributes }) => callColumns(attributes))
  const ends = (_: unknown, i: number) => !ENDLESS_CALLS.some((api) => api === columns[i]?.by)
  const sizes = columns.flatMap(({ responseSize }) => responseSize ?? [])
  const durations = rows
    .filter(ends)
    .filter(({ statusCode }) => statusCode !== null)
    .map(({ duration }) => duration)
  return {
    host,
    count: rows.length,
    failed: rows.filter(({ status }) => status === 'error').length,
    slow: rows.filter(ends).filter(({ status, duration }) => status !== 'error' && duration >= slow).length,
    cacheHits: rows.filter(({ cache }) => cache === 'hit').length,
    retries: columns.filter(({ resends }) => resends > 0).length,
    bytes: sizes.length === 0 ? null : sizes.reduce((a, b) => a + b),
    p50: quantile(durations, 0.5),
    p95: quantile(durations, 0.95),
  }
}

export function pageSumsOf(
  spans: readonly SpanRow[],
  events: readonly EventRow[],
  { from, to, app }: PageFilter,
): PageSums {
  const isOf = (row: SpanRow | EventRow, time: number) =>
    time >= from &&
    time < to &&
    row.instance.startsWith(BROWSER_PREFIX) &&
    (app === undefined || row.app === app)
  const ofPages = spans.filter((span) => isOf(span, span.start) && span.kind !== 'request')
  const told = events.filter((event) => isOf(event, event.time))
  const measures = ofPages.filter(({ kind }) => kind === 'measure')
  const measuring = new Set(measures.map(tellerOf))
  const moments = [
    ...ofPages.map((row) => [tellerOf(row), row.start] as const),
    ...told.map((row) => [tellerOf(row), row.time] as const),
  ].filter(([teller]) => measuring.has(teller))
  return {
    visits: ofPages.filter(({ kind }) => kind === 'navigation').length,
    exceptions: told
      .filter(({ name }) => name === EXCEPTION_EVENT)
      .reduce((sum, { attributes }) => sum + repeatsOf(attributes), 0),
    observed:
      new Set(moments.map(([teller, time]) => `${teller} ${Math.floor(time / OBSERVED_SLOT)}`)).size *
      OBSERVED_SLOT,
    blocked: measures
      .filter(({ attributes }) => String(attributes['kymo.measure.type']).startsWith('long-'))
      .reduce((sum, { duration }) => sum + Math.max(0, duration - LONG_TASK), 0),
  }
}

/** @param events newest first */
export function eventSourcesOf(events: readonly EventRow[]): EventSource[] {
  return [...grouped(events, tellerOf).values()].map((rows) => {
    const [{ instance, seq, time }] = rows as [EventRow]
    return { instance, latest: seq, lastSeen: time }
  })
}

/** Pages of two apps are two, whatever they call themselves. */
const tellerOf = ({ app, instance }: Pick<EventRow, 'app' | 'instance'>) => `${app}\n${instance}`

function quantile(values: readonly number[], fraction: number): number | null {
  return percentile(Float64Array.from(values).sort(), fraction)
}

function grouped<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}
