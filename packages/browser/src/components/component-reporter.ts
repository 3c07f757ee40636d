import {
  COMMIT_EVENT,
  COMPONENT_REPORT_LIMIT,
  COMPONENTS_EVENT,
  type CommitReport,
  type ComponentReport,
  reportText,
} from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { keptUrl } from '../kept.ts'
import { report } from '../monitors/reporting.ts'
import { observedPage } from '../page.ts'
import { quietly } from '../quietly.ts'
import { pathOf } from '../visits/visit.ts'
import { takeRecent } from './component.ts'
import type { ComponentRegistry } from './registry.ts'

const EVERY = 1000
/** Commits that are told of one second. */
const COMMITS = 2

interface Commit {
  /** Milliseconds. */
  readonly duration: number
  readonly tell: () => void
}

/** Tells the collector, a second after something happened, what all components did, and of the slowest commits. */
export class ComponentReporter {
  readonly #registry: ComponentRegistry
  readonly #slowThreshold: () => number
  #commits: Commit[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param slowThreshold milliseconds */
  constructor(registry: ComponentRegistry, slowThreshold: () => number) {
    this.#registry = registry
    this.#slowThreshold = slowThreshold
  }

  /** Something happened that is to be told. */
  soon(): void {
    if (!this.#timer && observedPage()) this.#timer = setTimeout(() => quietly(() => this.tell()), EVERY)
  }

  /** Whether a commit that took so many milliseconds would be told, as things are. */
  wants(duration: number): boolean {
    if (!observedPage()) return false
    return this.#commits.length < COMMITS || this.#commits.some((other) => other.duration < duration)
  }

  /** @param make the report, if it is told in the end */
  commit(duration: number, make: () => CommitReport): void {
    if (!this.wants(duration)) return
    const time = epoch(performance.now())
    const about = whereabouts()
    const tell = () =>
      report({
        fact: 'event',
        name: COMMIT_EVENT,
        time,
        attributes: { ...about, 'kymo.report': JSON.stringify(make()) },
      })
    this.#commits = [...this.#commits, { duration, tell }]
      .sort((a, b) => b.duration - a.duration)
      .slice(0, COMMITS)
  }

  /** Tells at once, if there is anything to tell. */
  tell(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (!observedPage()) return
    const { components, leftOut } = this.#registry.takeRecent()
    const commits = this.#commits
    this.#commits = []
    for (const { tell } of commits) tell()
    if (!components.length && !leftOut) return
    const deltas = components
      .map(takeRecent)
      .sort((a, b) => Number(a.library ?? false) - Number(b.library ?? false) || b.renders - a.renders)
    const told: ComponentReport = {
      slowThreshold: this.#slowThreshold(),
      components: deltas.slice(0, COMPONENT_REPORT_LIMIT),
      leftOut: leftOut + Math.max(0, deltas.length - COMPONENT_REPORT_LIMIT),
    }
    report({
      fact: 'event',
      name: COMPONENTS_EVENT,
      time: epoch(performance.now()),
      attributes: { ...whereabouts(), 'kymo.report': reportText(told, 'components') },
    })
  }

  /** Forgets commits that wait. */
  clear(): void {
    this.#commits = []
  }

  /** Tells when the page may be gone soon. @returns how that ends */
  untilGone(): () => void {
    // Before the page's own last batch leaves.
    const options = { capture: true }
    const onHide = () => quietly(() => this.tell())
    const onChange = () => {
      if (document.hidden) onHide()
    }
    addEventListener('pagehide', onHide, options)
    document.addEventListener('visibilitychange', onChange, options)
    return () => {
      removeEventListener('pagehide', onHide, options)
      document.removeEventListener('visibilitychange', onChange, options)
      this.tell()
      clearTimeout(this.#timer)
      this.#timer = undefined
    }
  }
}

function whereabouts() {
  const visit = observedPage()?.visits.current
  return visit && { 'kymo.visit.id': visit.id, 'url.path': keptUrl(pathOf(visit.address)) }
}
