import type { RenderCause } from '@kymo/protocol'
import type { MonitorConfig } from '../monitors/monitor-config.ts'

/** One render that was slow. */
export interface SlowRender {
  readonly name: string
  readonly framework: string
  readonly type: 'mount' | 'update'
  /** Milliseconds, with its children. */
  readonly duration: number
  /** Milliseconds without its children; undefined where that is not known. */
  readonly selfTime: number | undefined
  /** Why it rendered again; empty when it was mounted. */
  readonly causes: readonly RenderCause[]
  /** What changed: names of props, of a class's state or of contexts, and hooks such as `#2 useState`. */
  readonly keys: readonly string[]
  /** By `performance.now()`. */
  readonly time: number
}

/** What happened to one instance of a component. */
export interface ComponentEvent extends Omit<SlowRender, 'type' | 'duration'> {
  readonly type: 'mount' | 'update' | 'unmount' | 'effect'
  /** Milliseconds, with its children; undefined where that is not known. */
  readonly duration: number | undefined
}

export interface ComponentTrackerConfig extends MonitorConfig<ComponentEvent> {
  /** Whether the names of props that changed are kept. Default: true */
  readonly trackProps?: boolean
  /** Whether effects are counted. Default: true */
  readonly trackEffects?: boolean
  /**
   * Milliseconds from which a render is slow, its children included, but for those that were slow themselves.
   * Default: 16
   */
  readonly slowRenderThreshold?: number
  /** Called with each slow render. What it throws is told once and reaches nobody. */
  readonly onSlowRender?: ((render: SlowRender) => void) | undefined
}

export const COMPONENT_TRACKER_DEFAULTS: Required<ComponentTrackerConfig> = {
  enabled: false,
  maxEntries: 1000,
  sampleRate: 1,
  onEvent: undefined,
  trackProps: true,
  trackEffects: true,
  slowRenderThreshold: 16,
  onSlowRender: undefined,
}
