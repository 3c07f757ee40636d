import type { ComponentDelta } from '@kymo/protocol'
import { allCounts, type Component, type Counts, deltaOf } from './component.ts'

/** What all instances of one component did since the tracker began. Times are milliseconds. */
export interface ComponentFigures extends ComponentDelta {
  /** Renders without those of mounts. */
  readonly rerenders: number
}

/** What all components did since the tracker began. */
export interface ComponentSummary {
  /** Different ones. */
  readonly components: number
  readonly mounts: number
  readonly unmounts: number
  readonly renders: number
  readonly rerenders: number
  readonly wasted: number
  readonly slow: number
  readonly effects: number
  /** Whether any framework measured how long renders take: React does in development and in its profiling build. */
  readonly timed: boolean
}

export function figuresOf(component: Component): ComponentFigures {
  const counts = allCounts(component)
  return { ...deltaOf(component, counts), rerenders: counts.renders - counts.mounts }
}

export function summaryOf(components: readonly Component[]): ComponentSummary {
  const sum = (read: (counts: Counts) => number) =>
    components.reduce((before, { told, recent }) => before + read(told) + read(recent), 0)
  const renders = sum((counts) => counts.renders)
  const mounts = sum((counts) => counts.mounts)
  return {
    components: components.length,
    mounts,
    unmounts: sum((counts) => counts.unmounts),
    renders,
    rerenders: renders - mounts,
    wasted: sum((counts) => counts.wasted),
    slow: sum((counts) => counts.slow),
    effects: sum((counts) => counts.effects),
    timed: sum((counts) => counts.timed) > 0,
  }
}
