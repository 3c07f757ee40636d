import {
  BREADCRUMB_CATEGORIES,
  BREADCRUMB_LEVELS,
  BREADCRUMB_LIMIT,
  type Breadcrumb,
  type BreadcrumbCategory,
  type BreadcrumbLevel,
} from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { keptText } from '../kept.ts'
import { Ring } from '../monitors/ring.ts'
import { keptScalar } from './error-scope.ts'

/** What the app tells that it did. */
export interface AppBreadcrumb {
  /** At most 300 characters; redacted. */
  readonly message: string
  /** Default: `info` */
  readonly level?: BreadcrumbLevel
  /** At most eight values, texts of at most 200 characters; redacted. */
  readonly data?: Readonly<Record<string, unknown>>
}

const MESSAGE = 300
const DATA = 8
const TEXT = 200
/** UTF-16 units of all that one error brings along. */
const WHOLE = 20_000

/** What the page did before an error: the newest of it. */
export class Breadcrumbs {
  readonly #kept = new Ring<Breadcrumb>(BREADCRUMB_LIMIT)

  add(category: BreadcrumbCategory, { message, level = 'info', data }: AppBreadcrumb): void {
    const [crumb] = keptBreadcrumbs([{ time: epoch(performance.now()), category, level, message, data }])
    if (crumb) this.#kept.push(crumb)
  }

  all(): readonly Breadcrumb[] {
    return this.#kept.all()
  }

  clear(): void {
    this.#kept.clear()
  }
}

/** Those of a list that are some, redacted; the newest that fit. */
export function keptBreadcrumbs(list: unknown): readonly Breadcrumb[] {
  if (!Array.isArray(list)) return []
  const kept = list.slice(-BREADCRUMB_LIMIT).flatMap((crumb) => keptBreadcrumb(crumb) ?? [])
  let room = WHOLE
  const first = kept.findLastIndex((crumb) => {
    room -= JSON.stringify(crumb).length + 1
    return room < 0
  })
  return kept.slice(first + 1)
}

function keptBreadcrumb(crumb: unknown): Breadcrumb | undefined {
  if (typeof crumb !== 'object' || crumb === null) return undefined
  const { time, category, level, message, data } = crumb as Record<string, unknown>
  if (typeof time !== 'number' || !(time >= 0)) return undefined
  const values = Object.entries(typeof data === 'object' && data !== null ? data : {})
    .slice(0, DATA)
    .flatMap(([name, value]) => {
      const kept = keptScalar(name, value, TEXT)
      return kept === undefined ? [] : [[keptText(name, 100), kept] as const]
    })
  return {
    time,
    category: BREADCRUMB_CATEGORIES.find((one) => one === category) ?? 'app',
    level: BREADCRUMB_LEVELS.find((one) => one === level) ?? 'info',
    message: keptText(String(message), MESSAGE),
    ...(values.length > 0 && { data: Object.fromEntries(values) }),
  }
}
