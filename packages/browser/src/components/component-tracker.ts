import type { PageHealthFigures, RenderCause } from '@kymo/protocol'
import { keptName } from '../kept.ts'
import { type HealthSource, MONITORS } from '../monitors/health-source.ts'
import { Monitor } from '../monitors/monitor.ts'
import { onlyOne } from '../monitors/only-one.ts'
import type { PageMetrics } from '../monitors/page-metrics.ts'
import { Ring } from '../monitors/ring.ts'
import { checkBudget } from '../performance/budget.ts'
import { quietly } from '../quietly.ts'
import { CommitTree } from './commit-tree.ts'
import { addRender, type Component, LONGEST, MOUNTED } from './component.ts'
import { type CausesWithKeys, type ComponentHandle, changeOf } from './component-handle.ts'
import { ComponentReporter } from './component-reporter.ts'
import { type ComponentFigures, type ComponentSummary, figuresOf, summaryOf } from './component-summary.ts'
import { MountedByHand } from './mounted-by-hand.ts'
import { componentName, identityOf } from './react/component-name.ts'
import { countComponents } from './react/each-below.ts'
import { type Fiber, totalTime } from './react/fiber.ts'
import { KnownTrees } from './react/known-trees.ts'
import { LibraryComponents } from './react/library-components.ts'
import { type MountedComponent, mountedComponents } from './react/mounted-components.ts'
import { observeReact, type Unmounted } from './react/observe-react.ts'
import { recordCommit } from './react/record-commit.ts'
import type { Change } from './react/render-causes.ts'
import { ComponentRegistry } from './registry.ts'
import {
  COMPONENT_TRACKER_DEFAULTS,
  type ComponentEvent,
  type ComponentTrackerConfig,
  type SlowRender,
} from './tracker-config.ts'

/**
 * Counts what components do: React's (18 and later) by itself, those of other frameworks by hand.
 *
 * It has to be enabled before React is loaded, unless React's DevTools or Fast Refresh are there.
 * Counted are renders that came about: one that React did twice in its strict mode counts once, and one that it threw
 * away, as when something suspends, does not count. `maxEntries` bounds the different components and the slow renders.
 *
 * @example
 * const tracker = getComponentTracker({ enabled: true, onSlowRender: (render) => console.warn(render.name, render) })
 * tracker.wasted()
 */
export class ComponentTracker
  extends Monitor<ComponentTrackerConfig, ComponentEvent>
  implements HealthSource<'components'>
{
  #registry = new ComponentRegistry()
  #slow = new Ring<SlowRender>(COMPONENT_TRACKER_DEFAULTS.maxEntries)
  #reporter = new ComponentReporter(this.#registry, () =>
    Math.min(LONGEST, Math.max(0, this.config.slowRenderThreshold || 0)),
  )
  readonly #trees = new KnownTrees()
  #libraries = new LibraryComponents()
  /** Instances of React's components that are mounted. */
  #standing = 0
  readonly #mounted = new MountedByHand()

  constructor(config: ComponentTrackerConfig = {}) {
    super(COMPONENT_TRACKER_DEFAULTS)
    this.configure(config)
  }

  override configure(config: Partial<ComponentTrackerConfig>): this {
    super.configure(config)
    // What is unmounted while nobody looks would stay for ever.
    if (!this.running) this.#mounted.clear()
    return this
  }

  /** What is known of all components, in the order in which they were first seen. */
  components(): ComponentFigures[] {
    return this.#registry.all().map(figuresOf)
  }

  /** Those with the most renders again, most first. */
  topRerendering(limit = 10): ComponentFigures[] {
    return this.#top(limit, ({ rerenders }) => rerenders)
  }

  /** Those whose renders take longest on average, without their children. Without those that nobody measured. */
  slowest(limit = 10): ComponentFigures[] {
    return this.#top(limit, ({ selfTime = 0, renders }) => selfTime / Math.max(1, renders))
  }

  /** Those with the most renders of which the parent was the only cause, most first. */
  wasted(limit = 10): ComponentFigures[] {
    return this.#top(limit, ({ wasted }) => wasted)
  }

  /** The newest renders that were slow, oldest first. */
  slowRenders(): SlowRender[] {
    return this.#slow.all()
  }

  /** What all components did since the tracker began. */
  summary(): ComponentSummary {
    return summaryOf(this.#registry.all())
  }

  /**
   * What is mounted now, with an estimate of the memory that it takes. React's trees are looked through for it, at about a
   * microsecond an element; of those that were there before the tracker it knows after their next commit. What was put in
   * by hand has no estimate: 0.
   */
  mounted(): MountedComponent[] {
    return this.running ? [...mountedComponents(this.#trees.roots()), ...this.#mounted.all()] : []
  }

  /**
   * A component of another framework, by hand; one for each instance.
   * @param name at most 200 characters are kept
   * @param options.framework Default: `manual`
   */
  component(name: string, { framework = 'manual' }: { readonly framework?: string } = {}): ComponentHandle {
    let isMounted = false
    return {
      rendered: (duration, causes = ['unknown']) => {
        if (!isMounted) this.trackMount(name, duration, framework)
        else this.trackRender(name, duration, causes, framework)
        isMounted = true
      },
      effect: () => this.trackEffect(name, framework),
      unmounted: () => {
        if (isMounted) this.trackUnmount(name, framework)
        isMounted = false
      },
    }
  }

  /** An instance was mounted, and has rendered by that. @param duration milliseconds, with its children */
  trackMount(name: string, duration?: number, framework = 'manual'): void {
    this.#byHand(name, framework, (component) => {
      component.recent.mounts++
      this.#mounted.mounted(component.name, component.framework)
      this.#renderedByHand(component, 'mount', MOUNTED, duration)
    })
  }

  /** A mounted instance has rendered again. @param duration milliseconds, with its children */
  trackRender(
    name: string,
    duration?: number,
    causes: readonly RenderCause[] | CausesWithKeys = ['unknown'],
    framework = 'manual',
  ): void {
    this.#byHand(name, framework, (component) =>
      this.#renderedByHand(component, 'update', changeOf(causes), duration),
    )
  }

  /** An effect of an instance ran. */
  trackEffect(name: string, framework = 'manual'): void {
    if (!this.config.trackEffects) return
    this.#byHand(name, framework, (component) => {
      component.recent.effects++
      this.#tell(component, 'effect', MOUNTED)
    })
  }

  /** An instance is gone. */
  trackUnmount(name: string, framework = 'manual'): void {
    this.#byHand(name, framework, (component) => {
      component.recent.unmounts++
      this.#mounted.unmounted(component.name, component.framework)
      this.#tell(component, 'unmount', MOUNTED)
    })
  }

  healthFigures(): PageHealthFigures {
    if (!this.running) return {}
    const own = this.#registry.all().filter(({ library }) => !library)
    const { renders, wasted, slow } = summaryOf(own)
    return { components: { renders, wasted, slow } }
  }

  metrics(): PageMetrics['components'] {
    const { renders, wasted, slow } = this.summary()
    const mounted = Math.max(0, this.#standing) + this.#mounted.count
    return { running: this.running, mounted, renders, wasted, slow }
  }

  /** Forgets what was counted. What was not told yet, will not be. */
  clear(): void {
    this.#registry.clear()
    this.#reporter.clear()
    this.#slow.clear()
  }

  protected observe(): () => void {
    // Of trees that it has seen before, and not followed since.
    this.#standing = this.#trees.count()
    const stop = observeReact(this.#trees, this.#libraries, {
      committed: (root, unmounted, late) => {
        const mounts = this.#committed(root.current, unmounted)
        this.#standing += late ? countComponents(root) : mounts - unmounted.length
      },
    })
    const settle = this.#reporter.untilGone()
    return () => {
      stop()
      this.#standing = 0
      settle()
    }
  }

  protected resized(maxEntries: number): void {
    this.#registry.resize(maxEntries)
    this.#slow.resize(maxEntries)
    this.#mounted.resize(maxEntries)
  }

  /** @param root the root's fiber @returns instances that were mounted */
  #committed(root: Fiber, unmounted: readonly Unmounted[]): number {
    for (const { identity, name, library } of unmounted) {
      const component = this.#registry.of(identity, REACT, name, library)
      component.recent.unmounts++
      this.#tell(component, 'unmount', MOUNTED)
    }
    const duration = totalTime(root)
    // Without times, as of React's production build, a tree says little and is long.
    const tree = duration !== undefined && this.#reporter.wants(duration) ? new CommitTree() : undefined
    const { slowRenderThreshold, trackEffects, trackProps, onEvent } = this.config
    const { mounts, renders, heaviest } = recordCommit(
      root,
      {
        componentOf: (fiber) =>
          this.#registry.of(identityOf(fiber), REACT, () => componentName(fiber), this.#libraries.has(fiber)),
        slowRenderThreshold,
        trackEffects,
        trackProps,
        tellAll: onEvent !== undefined,
        rendered: ({ component, kind, change, total, self, slow }) => {
          this.#tell(component, kind, change, total, self)
          if (slow) this.#isSlow(component, kind, change, total ?? 0, self)
        },
      },
      tree,
    )
    if (!renders && !unmounted.length) return 0
    if (tree && duration !== undefined && renders)
      this.#reporter.commit(duration, () => tree.report(REACT, duration))
    this.#reporter.soon()
    if (heaviest) checkBudget('maxRenderTime', heaviest.total, heaviest.name)
    return mounts
  }

  #byHand(name: string, framework: string, hook: (component: Component) => void): void {
    if (!this.running) return
    quietly(() => {
      hook(this.#registry.named(keptName(name) || 'Anonymous', keptName(framework).slice(0, 40) || 'manual'))
      this.#reporter.soon()
    })
  }

  #renderedByHand(component: Component, type: 'mount' | 'update', change: Change, duration?: number): void {
    const time = duration !== undefined && duration >= 0 && duration <= LONGEST ? duration : undefined
    addRender(component.recent, change, time)
    this.#tell(component, type, change, time)
    if (time === undefined) return
    checkBudget('maxRenderTime', time, component.name)
    if (time < this.config.slowRenderThreshold) return
    component.recent.slow++
    this.#isSlow(component, type, change, time, undefined)
  }

  #isSlow(
    component: Component,
    type: 'mount' | 'update',
    change: Change,
    duration: number,
    selfTime?: number,
  ): void {
    const render = { ...about(component, change), type, duration, selfTime }
    this.#slow.push(render)
    const { onSlowRender } = this.config
    if (onSlowRender) quietly(() => onSlowRender(render))
  }

  #tell(
    component: Component,
    type: ComponentEvent['type'],
    change: Change,
    duration?: number,
    selfTime?: number,
  ): void {
    if (this.config.onEvent) this.emit({ ...about(component, change), type, duration, selfTime })
  }

  #top(limit: number, by: (figures: ComponentFigures) => number): ComponentFigures[] {
    return this.components()
      .filter((figures) => by(figures) > 0)
      .sort((a, b) => by(b) - by(a))
      .slice(0, limit)
  }
}

const REACT = 'react'

const about = ({ name, framework }: Component, { causes, keys }: Change) => ({
  name,
  framework,
  causes,
  keys: keys.map(({ key }) => key),
  time: performance.now(),
})

/** The tracker of this window; on a server one that observes nothing. @param config changes what is given */
export function getComponentTracker(config?: ComponentTrackerConfig): ComponentTracker {
  const tracker = onlyOne(MONITORS.components, () => new ComponentTracker())
  return config ? tracker.configure(config) : tracker
}
