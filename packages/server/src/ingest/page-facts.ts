import {
  type Attributes,
  CALL_APIS,
  COMMIT_EVENT,
  COMPONENTS_EVENT,
  DEVICES,
  EXCEPTION_EVENT,
  type Fact,
  HEARTBEAT_POINT,
  LEAK_EVENT,
  LEAK_KINDS,
  MEMORY_EVENT,
  MEMORY_FIGURES,
  parseBreadcrumbs,
  parseCommitReport,
  parseComponentMemory,
  parseComponentReport,
  parseErrorContexts,
  parseErrorTags,
  parseSignalReport,
  REPORT_LIMIT,
  type Resource,
  SERVER_LISTENING_EVENT,
  SIGNALS_EVENT,
  type Span,
  type SpanKind,
  WEB_VITAL_EVENT,
  WEB_VITALS,
} from '@kymo/protocol'

/** What a page can have observed. Requests and actions are what servers tell of. */
const KINDS: ReadonlySet<SpanKind> = new Set([
  'navigation',
  'fetch',
  'component',
  'measure',
  'render',
  'internal',
])
/** By which ways only servers see exceptions. */
const MECHANISMS_OF_SERVERS: ReadonlySet<unknown> = new Set([
  'request',
  'action',
  'render',
  'proxy',
  'after',
  'build',
  'process',
])
/** UTF-16 units of how an app names its user. */
const MAX_USER = 200
/** Bytes or things that a page can have, or have more a minute. */
const MAX_FIGURE = 1e15
/** Milliseconds that a page's clock may be ahead. */
const MAX_AHEAD = 24 * 60 * 60 * 1000

/** Told of each thing of a page's that can not be kept. */
export type Broken = (event: string, problem: string) => void

/** Whether it is something that a page can know. */
export function mayTell(fact: Fact): boolean {
  if (fact.fact === 'span') return KINDS.has(fact.kind)
  return fact.name !== (fact.fact === 'point' ? HEARTBEAT_POINT : SERVER_LISTENING_EVENT)
}

/**
 * A fact as far as a page is believed; `undefined` for one of which nothing is left. Where only what it says besides is
 * broken, it is kept without that.
 */
export function pageFact(fact: Fact, resource: Resource, now: number, broken: Broken): Fact | undefined {
  // It would be kept for as long as there is room, and longer than all that is true.
  if ((fact.fact === 'span' ? fact.start + fact.duration : fact.time) > now + MAX_AHEAD) {
    broken(fact.name, 'The time is more than a day ahead.')
    return undefined
  }
  // Where it ran is said by who sends it.
  const { 'kymo.runtime': _, ...attributes } = fact.attributes
  if (fact.fact === 'span') return { ...fact, attributes: spanAttributes(fact, attributes, resource) }
  if (fact.fact === 'point') return { ...fact, attributes }
  const kept = eventAttributes(fact.name, attributes, resource, broken)
  return kept && { ...fact, attributes: kept }
}

function spanAttributes({ kind }: Span, attributes: Attributes, resource: Resource): Attributes {
  if (kind === 'navigation') return withTab(attributes, resource)
  if (kind !== 'fetch' || CALL_APIS.some((api) => api === attributes['kymo.fetch.by'])) return attributes
  return { ...attributes, 'kymo.fetch.by': 'fetch' }
}

function eventAttributes(
  name: string,
  attributes: Attributes,
  resource: Resource,
  broken: Broken,
): Attributes | undefined {
  const problem = problemOf(name, attributes)
  if (problem !== undefined) {
    broken(name, problem)
    return undefined
  }
  const parts = name === EXCEPTION_EVENT ? ERROR_PARTS : name === MEMORY_EVENT ? MEMORY_PARTS : undefined
  const kept =
    parts === undefined ? attributes : withoutBroken(attributes, parts, (what) => broken(name, what))
  return Object.hasOwn(REPORTS, name) || name === MEMORY_EVENT || name === LEAK_EVENT
    ? withTab(kept, resource)
    : kept
}

type Parse = (json: unknown) => { readonly problem?: string | undefined }

/** Events that are nothing without their report. */
const REPORTS: Readonly<Record<string, Parse>> = {
  [COMPONENTS_EVENT]: parseComponentReport,
  [COMMIT_EVENT]: parseCommitReport,
  [SIGNALS_EVENT]: parseSignalReport,
}
const MEMORY_PARTS: Readonly<Record<string, Parse>> = {
  'kymo.report': parseComponentMemory,
  ...Object.fromEntries(Object.values(MEMORY_FIGURES).map((name) => [name, parseFigure])),
}
const ERROR_PARTS: Readonly<Record<string, Parse>> = {
  'kymo.breadcrumbs': parseBreadcrumbs,
  'kymo.tags': parseErrorTags,
  'kymo.contexts': parseErrorContexts,
  'user.id': (user) =>
    typeof user === 'string' && user.length <= MAX_USER
      ? {}
      : { problem: `user.id must be a text of at most ${MAX_USER} characters` },
  'kymo.exception.count': (count) =>
    Number.isInteger(count) ? {} : { problem: 'kymo.exception.count must be a whole number' },
  'kymo.exception.mechanism': (mechanism) =>
    MECHANISMS_OF_SERVERS.has(mechanism) ? { problem: 'only servers see exceptions in this way' } : {},
}

/** What is wrong with an event as a whole. */
function problemOf(name: string, attributes: Attributes): string | undefined {
  const parse = Object.hasOwn(REPORTS, name) ? REPORTS[name] : undefined
  if (parse !== undefined) return problemOfReport(parse, attributes['kymo.report'])
  if (name === WEB_VITAL_EVENT) return problemOfVital(attributes)
  if (name === LEAK_EVENT) return problemOfLeak(attributes)
  return undefined
}

function problemOfReport(parse: Parse, json: unknown): string | undefined {
  if (typeof json === 'string' && json.length > REPORT_LIMIT) {
    return `The report is longer than ${REPORT_LIMIT} characters.`
  }
  return parse(json).problem
}

function problemOfVital(attributes: Attributes): string | undefined {
  const {
    'browser.web_vital.name': name,
    'browser.web_vital.value': value,
    'kymo.device': device,
  } = attributes
  if (!WEB_VITALS.some((known) => known === name)) return 'browser.web_vital.name is none that is known'
  if (!isAmount(value)) return 'browser.web_vital.value must be a number from 0 to 1e9'
  return DEVICES.some((known) => known === device) ? undefined : 'kymo.device is none that is known'
}

function problemOfLeak(attributes: Attributes): string | undefined {
  if (!LEAK_KINDS.some((kind) => kind === attributes['kymo.leak.kind'])) {
    return 'kymo.leak.kind is none that is known'
  }
  const figures = ['kymo.leak.growth', 'kymo.leak.value']
  const wrong = figures.find((figure) => parseFigure(attributes[figure]).problem)
  return wrong && `${wrong} ${parseFigure(attributes[wrong]).problem}`
}

/** What grows may also shrink. */
function parseFigure(value: unknown): ReturnType<Parse> {
  return typeof value === 'number' && Math.abs(value) <= MAX_FIGURE
    ? {}
    : { problem: `must be a number up to ${MAX_FIGURE}` }
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1e9
}

function withoutBroken(
  attributes: Attributes,
  parts: Readonly<Record<string, Parse>>,
  broken: (problem: string) => void,
): Attributes {
  const bad = Object.entries(parts).flatMap(([name, parse]) => {
    if (!(name in attributes)) return []
    const problem = problemOfReport(parse, attributes[name])
    if (problem === undefined) return []
    broken(`${name}: ${problem}`)
    return name
  })
  if (bad.length === 0) return attributes
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !bad.includes(name)))
}

/** Views know of a page's tab only what its facts say. */
function withTab(attributes: Attributes, resource: Resource): Attributes {
  const tab = resource['session.id']
  return typeof tab === 'string' ? { 'session.id': tab, ...attributes } : attributes
}
