import {
  type BrowserComponents,
  type ComponentDelta,
  type ComponentReport,
  parseComponentReport,
  RENDER_CAUSES,
} from '@kymo/protocol'
import type { EventRow } from '../../store/rows.ts'

const MAX_COMPONENTS = 500
const MAX_KEYS = 8

type Told = BrowserComponents['components'][number]
type Sums = Pick<BrowserComponents, 'components' | 'timed' | 'slowThreshold' | 'leftOut'>

/** Adds up reports. Those that can't be read are passed over. */
export function sumComponents(events: readonly EventRow[]): Sums {
  const components = new Map<string, Told>()
  let leftOut = 0
  let slowThreshold: number | null = null
  for (const { report, event } of reportsOf(events)) {
    leftOut += report.leftOut
    slowThreshold = Math.min(slowThreshold ?? report.slowThreshold, report.slowThreshold)
    for (const delta of report.components) {
      const key = [event.app, delta.framework, delta.name].join('\n')
      const before = components.get(key)
      components.set(
        key,
        before === undefined
          ? { ...plain(delta), app: event.app, lastSeen: event.time }
          : { ...added(before, delta), app: event.app, lastSeen: Math.max(before.lastSeen, event.time) },
      )
    }
  }
  const all = [...components.values()].sort(
    (a, b) => again(b) - again(a) || b.renders - a.renders || (a.name < b.name ? -1 : 1),
  )
  return {
    components: all.slice(0, MAX_COMPONENTS).map((one) => ({ ...one, keys: one.keys.slice(0, MAX_KEYS) })),
    timed: all.some(({ selfTime, totalTime }) => selfTime !== undefined || totalTime !== undefined),
    slowThreshold,
    leftOut,
  }
}

/** Renders of components, for the health of pages. */
export function renderSums(
  events: readonly EventRow[],
): { renders: number; wasted: number; slow: number } | undefined {
  const sums = { renders: 0, wasted: 0, slow: 0 }
  for (const { report } of reportsOf(events)) {
    for (const { renders, wasted, slow } of report.components) {
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

/** What is known of it, and nothing that a page added. */
function plain(delta: ComponentDelta): ComponentDelta {
  const { name, framework, mounts, unmounts, renders, wasted, slow, effects, keys } = delta
  return {
    name,
    framework,
    mounts,
    unmounts,
    renders,
    wasted,
    slow,
    effects,
    ...times(delta),
    causes: causesOf([delta]),
    keys: keys.map(({ cause, key, count }) => ({ cause, key, count })),
  }
}

function added(a: ComponentDelta, b: ComponentDelta): ComponentDelta {
  return {
    name: a.name,
    framework: a.framework,
    mounts: a.mounts + b.mounts,
    unmounts: a.unmounts + b.unmounts,
    renders: a.renders + b.renders,
    wasted: a.wasted + b.wasted,
    slow: a.slow + b.slow,
    effects: a.effects + b.effects,
    ...times(a, b),
    causes: causesOf([a, b]),
    keys: keysOf(a, b),
  }
}

function times(...deltas: readonly ComponentDelta[]): Partial<ComponentDelta> {
  const known = (name: 'selfTime' | 'totalTime' | 'maxTime') => deltas.flatMap((delta) => delta[name] ?? [])
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
  const [self, total, max] = [known('selfTime'), known('totalTime'), known('maxTime')]
  return {
    ...(self.length > 0 && { selfTime: sum(self) }),
    ...(total.length > 0 && { totalTime: sum(total) }),
    ...(max.length > 0 && { maxTime: Math.max(...max) }),
  }
}

function causesOf(deltas: readonly ComponentDelta[]): ComponentDelta['causes'] {
  const sums = RENDER_CAUSES.map(
    (cause) => [cause, deltas.reduce((sum, { causes }) => sum + (causes[cause] ?? 0), 0)] as const,
  )
  return Object.fromEntries(sums.filter(([, count]) => count > 0))
}

/** Of many reports more than are shown, so that what is rare in each adds up. */
const KEPT_KEYS = 64

function keysOf(a: ComponentDelta, b: ComponentDelta): ComponentDelta['keys'] {
  const sums = new Map<string, ComponentDelta['keys'][number]>()
  for (const { cause, key, count } of [...a.keys, ...b.keys]) {
    const name = `${cause} ${key}`
    sums.set(name, { cause, key, count: count + (sums.get(name)?.count ?? 0) })
  }
  return [...sums.values()].sort((x, y) => y.count - x.count).slice(0, KEPT_KEYS)
}
