import {
  array,
  type Check,
  count,
  either,
  flag,
  number,
  object,
  optional,
  record,
  shape,
  text,
  yes,
} from '../shape.ts'
import { BREADCRUMB_CATEGORIES, BREADCRUMB_LEVELS, BREADCRUMB_LIMIT, type Breadcrumb } from './breadcrumb.ts'
import {
  COMMIT_NODE_LIMIT,
  COMPONENT_REPORT_LIMIT,
  type CommitReport,
  type ComponentReport,
  RENDER_CAUSES,
} from './component-report.ts'
import type { ComponentMemoryReport } from './memory.ts'
import { SIGNAL_KINDS, SIGNAL_REPORT_LIMIT, type SignalReport } from './signal-report.ts'

/** What a page told, or what is wrong with it and where, such as `signals[3].kind must be one of …`. */
export type BrowserParsed<Value> =
  | { readonly value: Value; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: string }

const NAME = text(1, 200)
const TIME = optional(number(0, 1e9))
const KEY = text(0, 200)
const FRAMEWORK = text(1, 40)
const REPORT_BYTES = number(0, Number.MAX_SAFE_INTEGER)

const COMPONENTS = shape({
  slowThreshold: number(0, 1e9),
  components: array(
    object({
      name: NAME,
      framework: FRAMEWORK,
      library: optional(yes),
      mounts: count,
      unmounts: count,
      renders: count,
      wasted: count,
      slow: count,
      effects: count,
      selfTime: TIME,
      totalTime: TIME,
      maxTime: TIME,
      causes: object(Object.fromEntries(RENDER_CAUSES.map((cause) => [cause, optional(count)]))),
      keys: array(object({ cause: either(RENDER_CAUSES), key: KEY, count }), 0, 8),
    }),
    0,
    COMPONENT_REPORT_LIMIT,
  ),
  leftOut: count,
})

const COMMIT = shape({
  framework: FRAMEWORK,
  duration: TIME,
  nodes: array(
    object({
      name: NAME,
      depth: number(0, 10_000),
      kind: either(['mount', 'update', 'still']),
      library: optional(yes),
      selfTime: TIME,
      totalTime: TIME,
      causes: optional(array(either(RENDER_CAUSES), 0, RENDER_CAUSES.length)),
      keys: optional(array(KEY, 0, 8)),
    }),
    0,
    COMMIT_NODE_LIMIT,
  ),
  leftOut: count,
})

const SIGNALS = shape({
  excessive: number(0, 1e9),
  signals: array(
    object({
      id: count,
      name: NAME,
      kind: either(SIGNAL_KINDS),
      library: FRAMEWORK,
      updates: count,
      peak: count,
      subscribers: count,
      dependsOn: array(count, 0, 64),
      gone: flag,
    }),
    0,
    SIGNAL_REPORT_LIMIT,
  ),
  cycles: array(array(count, 1, 32), 0, 20),
  leftOut: count,
})

const MEMORY = shape({
  components: array(object({ name: NAME, instances: count, bytes: REPORT_BYTES }), 0, 50),
})

const scalar: Check = (value) =>
  typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
    ? undefined
    : text(0, 1000)(value)

const BREADCRUMBS = array(
  object({
    time: number(0, 8.64e15),
    category: either(BREADCRUMB_CATEGORIES),
    level: either(BREADCRUMB_LEVELS),
    message: text(0, 1000),
    data: optional(record(scalar, 8)),
  }),
  0,
  BREADCRUMB_LIMIT,
)
const TAGS = record(text(0, 200), 50)
const CONTEXTS = record(record(scalar, 50), 20)

/** Name of a context, and in it names with plain values. */
export type ErrorContexts = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>

/* Each reads the JSON of an attribute. Fields that are not known are passed over; nothing is thrown. */

export const parseComponentReport = (json: unknown) => parse<ComponentReport>(json, COMPONENTS)
export const parseCommitReport = (json: unknown) => parse<CommitReport>(json, COMMIT)
export const parseSignalReport = (json: unknown) => parse<SignalReport>(json, SIGNALS)
export const parseComponentMemory = (json: unknown) => parse<ComponentMemoryReport>(json, MEMORY)
export const parseBreadcrumbs = (json: unknown) => parse<readonly Breadcrumb[]>(json, BREADCRUMBS)
export const parseErrorTags = (json: unknown) => parse<Readonly<Record<string, string>>>(json, TAGS)
export const parseErrorContexts = (json: unknown) => parse<ErrorContexts>(json, CONTEXTS)

function parse<Value>(json: unknown, check: Check): BrowserParsed<Value> {
  if (typeof json !== 'string') return { problem: 'The report is missing.' }
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { problem: 'The report is not JSON.' }
  }
  const wrong = check(value)
  return wrong === undefined ? { value: value as Value } : { problem: wrong }
}
