import { type ComponentDelta, RENDER_CAUSES, type RenderCause } from '@kymo/protocol'
import { keptName } from '../kept.ts'
import type { Change } from './react/render-causes.ts'

/** Different keys of one cause that are counted of a component. */
const KEYS = 100

/** Milliseconds; what is longer is a mistake. */
export const LONGEST = 1e9

export interface Counts {
  mounts: number
  unmounts: number
  renders: number
  wasted: number
  slow: number
  effects: number
  /** Renders that were measured. */
  timed: number
  selfTime: number
  totalTime: number
  maxTime: number
  readonly causes: Partial<Record<RenderCause, number>>
  readonly keys: Partial<Record<RenderCause, Map<string, number>>>
}

/** All instances of components of one name. */
export interface Component {
  readonly name: string
  readonly framework: string
  /** Not the app's. */
  readonly library: boolean
  /** What was told to the collector. */
  readonly told: Counts
  /** What has happened since. */
  readonly recent: Counts
}

export const newComponent = (name: string, framework: string, library: boolean): Component => ({
  name,
  framework,
  library,
  told: newCounts(),
  recent: newCounts(),
})

function newCounts(): Counts {
  return {
    mounts: 0,
    unmounts: 0,
    renders: 0,
    wasted: 0,
    slow: 0,
    effects: 0,
    timed: 0,
    selfTime: 0,
    totalTime: 0,
    maxTime: 0,
    causes: {},
    keys: {},
  }
}

/** Why a component rendered for the first time: it was not there before. */
export const MOUNTED: Change = { causes: [], keys: [] }

export function addRender(counts: Counts, { causes, keys }: Change, total?: number, self = total ?? 0): void {
  counts.renders++
  if (total !== undefined) {
    counts.timed++
    counts.selfTime += self
    counts.totalTime += total
    counts.maxTime = Math.max(counts.maxTime, total)
  }
  if (causes.length === 1 && causes[0] === 'parent') counts.wasted++
  for (const cause of causes) counts.causes[cause] = (counts.causes[cause] ?? 0) + 1
  for (const { cause, key } of keys) addKey(counts, cause, key, 1)
}

function addKey(counts: Counts, cause: RenderCause, key: string, count: number): void {
  counts.keys[cause] ??= new Map()
  const seen = counts.keys[cause]
  const before = seen.get(key)
  if (before !== undefined || seen.size < KEYS) seen.set(key, (before ?? 0) + count)
}

/** Adds the second to the first. */
function add(sum: Counts, counts: Counts): void {
  for (const name of ['mounts', 'unmounts', 'renders', 'wasted', 'slow', 'effects', 'timed'] as const) {
    sum[name] += counts[name]
  }
  sum.selfTime += counts.selfTime
  sum.totalTime += counts.totalTime
  sum.maxTime = Math.max(sum.maxTime, counts.maxTime)
  for (const cause of RENDER_CAUSES) {
    if (counts.causes[cause]) sum.causes[cause] = (sum.causes[cause] ?? 0) + counts.causes[cause]
    for (const [key, count] of counts.keys[cause] ?? []) addKey(sum, cause, key, count)
  }
}

/** Everything since the tracker began. */
export function allCounts({ told, recent }: Component): Counts {
  const all = newCounts()
  add(all, told)
  add(all, recent)
  return all
}

/** What has happened since the last call. */
export function takeRecent(component: Component): ComponentDelta {
  const delta = deltaOf(component, component.recent)
  add(component.told, component.recent)
  Object.assign(component.recent, newCounts())
  return delta
}

export function deltaOf({ name, framework, library }: Component, counts: Counts): ComponentDelta {
  const { mounts, unmounts, renders, wasted, slow, effects, timed, causes } = counts
  const keys = RENDER_CAUSES.flatMap((cause) =>
    [...(counts.keys[cause] ?? [])].map(([key, count]) => ({ cause, key, count })),
  )
  return {
    name,
    framework,
    ...(library && { library }),
    mounts,
    unmounts,
    renders,
    wasted,
    slow,
    effects,
    ...(timed > 0 && {
      selfTime: hundredths(counts.selfTime),
      totalTime: hundredths(counts.totalTime),
      maxTime: hundredths(counts.maxTime),
    }),
    causes: { ...causes },
    keys: keys
      .sort((a, b) => b.count - a.count)
      .slice(0, 8)
      .map((changed) => ({ ...changed, key: keptName(changed.key) })),
  }
}

/** Milliseconds as they may be told: what is finer than that, no browser's clock knows. */
export const hundredths = (time: number): number => Math.round(Math.min(time, LONGEST) * 100) / 100
