import {
  type BrowserComponents,
  type ComponentDelta,
  type ComponentReport,
  parseComponentReport,
  RENDER_CAUSES,
  type RenderCause,
} from '@kymo/protocol'
import type { EventRow } from '../../store/rows.ts'

const MAX_COMPONENTS = 500
const MAX_KEYS = 8
const MAX_DIFFERENT_KEYS = 1_000

type Told = BrowserComponents['components'][number]
type Sums = Pick<BrowserComponents, 'components' | 'timed' | 'slowThreshold' | 'leftOut'>

/** Adds up reports. Those that can't be read are passed over. */
export function sumComponents(events: readonly EventRow[]): Sums {
  const sums = new Map<string, ComponentSum>()
  let leftOut = 0
  let slowThreshold: number | null = null
  for (const { report, event } of reportsOf(events)) {
    leftOut += report.leftOut
    slowThreshold = Math.min(slowThreshold ?? report.slowThreshold, report.slowThreshold)
    for (const delta of report.components) {
      const key = `${event.app}\n${delta.framework}\n${delta.library ?? ''}\n${delta.name}`
      let sum = sums.get(key)
      if (sum === undefined) {
        sum = new ComponentSum(event.app)
        sums.set(key, sum)
      }
      sum.add(delta, event.time)
    }
  }
  const components = [...sums.values()].map((sum) => sum.told())
  return {
    components: components
      .sort((a, b) => Number(a.library ?? false) - Number(b.library ?? false) || byRenders(a, b))
      .slice(0, MAX_COMPONENTS)
      .sort(byRenders),
    timed: components.some(({ selfTime, totalTime }) => selfTime !== undefined || totalTime !== undefined),
    slowThreshold,
    leftOut,
  }
}

/** Renders of the app's components, for the health of pages: those of libraries nobody can mend. */
export function renderSums(
  events: readonly EventRow[],
): { renders: number; wasted: number; slow: number } | undefined {
  const sums = { renders: 0, wasted: 0, slow: 0 }
  for (const { report } of reportsOf(events)) {
    for (const { library, renders, wasted, slow } of report.components) {
      if (library) continue
      sums.renders += renders
      sums.wasted += wasted
      sums.slow += slow
    }
  }
  return sums.renders === 0 ? undefined : sums
}

function reportsOf(events: readonly EventRow[]): { report: ComponentReport; event: EventRow }[] {
  return events.flatMap((event) => {
    const { value: report } = parseComponentReport(event.attributes['kymo.report'])
    return report === undefined ? [] : [{ report, event }]
  })
}

/** Renders again. */
const again = ({ renders, mounts }: ComponentDelta) => renders - mounts
const byRenders = (a: ComponentDelta, b: ComponentDelta) =>
  again(b) - again(a) || b.renders - a.renders || (a.name < b.name ? -1 : 1)

const COUNTS = ['mounts', 'unmounts', 'renders', 'wasted', 'slow', 'effects'] as const
const TIMES = ['selfTime', 'totalTime'] as const

/** Of one component all that was told. There are very many reports: what is added up is changed in place. */
class ComponentSum {
  readonly #app: string
  #name = ''
  #framework = ''
  #library = false
  readonly #counts = new Map<string, number>()
  readonly #causes = new Map<RenderCause, number>()
  readonly #keys = new Map<string, { cause: RenderCause; key: string; count: number }>()
  #maxTime: number | undefined
  #lastSeen = 0

  constructor(app: string) {
    this.#app = app
  }

  add(delta: ComponentDelta, time: number): void {
    this.#name = delta.name
    this.#framework = delta.framework
    this.#library = delta.library ?? false
    if (time > this.#lastSeen) this.#lastSeen = time
    for (const name of COUNTS) this.#count(name, delta[name])
    for (const name of TIMES) {
      const value = delta[name]
      if (value !== undefined) this.#count(name, value)
    }
    if (delta.maxTime !== undefined) this.#maxTime = Math.max(delta.maxTime, this.#maxTime ?? 0)
    for (const cause of RENDER_CAUSES) {
      const count = delta.causes[cause]
      if (count) this.#causes.set(cause, count + (this.#causes.get(cause) ?? 0))
    }
    for (const { cause, key, count } of delta.keys) {
      const known = this.#keys.get(`${cause} ${key}`)
      if (known !== undefined) known.count += count
      // Names may be made up without end.
      else if (this.#keys.size < MAX_DIFFERENT_KEYS) this.#keys.set(`${cause} ${key}`, { cause, key, count })
    }
  }

  told(): Told {
    const of = (name: string) => this.#counts.get(name) ?? 0
    const times = TIMES.filter((name) => this.#counts.has(name)).map((name) => [name, of(name)] as const)
    return {
      name: this.#name,
      framework: this.#framework,
      ...(this.#library && { library: true }),
      app: this.#app,
      mounts: of('mounts'),
      unmounts: of('unmounts'),
      renders: of('renders'),
      wasted: of('wasted'),
      slow: of('slow'),
      effects: of('effects'),
      ...Object.fromEntries(times),
      ...(this.#maxTime !== undefined && { maxTime: this.#maxTime }),
      causes: Object.fromEntries(
        RENDER_CAUSES.filter((cause) => this.#causes.has(cause)).map((cause) => [
          cause,
          this.#causes.get(cause) ?? 0,
        ]),
      ),
      keys: [...this.#keys.values()].sort((a, b) => b.count - a.count).slice(0, MAX_KEYS),
      lastSeen: this.#lastSeen,
    }
  }

  #count(name: string, value: number): void {
    this.#counts.set(name, value + (this.#counts.get(name) ?? 0))
  }
}
