/** Name of the event by which a page tells what its components did since it told last; at most one a second. */
export const COMPONENTS_EVENT = 'kymo.components'

/** Name of the event that one commit of a component tree makes, in development; only some of them are told. */
export const COMMIT_EVENT = 'kymo.commit'

/**
 * Why a component rendered again.
 * - `props`, `state`, `context`: something of it changed.
 * - `parent`: its parent rendered, and nothing that it gets was different: a wasted render.
 * - `unknown`: the framework does not tell.
 */
export const RENDER_CAUSES = ['props', 'state', 'context', 'parent', 'unknown'] as const
export type RenderCause = (typeof RENDER_CAUSES)[number]

/** What one component, by its name, did since the report before. Times are milliseconds. */
export interface ComponentDelta {
  readonly name: string
  /** `react`, `solid`, `vue`, … */
  readonly framework: string
  /** It is a package's, not the app's: neither it nor what it renders is made by the app's code. Not known in production. */
  readonly library?: true
  readonly mounts: number
  readonly unmounts: number
  /** All renders, with those of the mounts. */
  readonly renders: number
  /** Renders again of which the parent was the only cause. */
  readonly wasted: number
  /** Renders that took longer than the threshold. */
  readonly slow: number
  /** Times that its effects ran. */
  readonly effects: number
  /** In all renders, without its children; absent where the framework does not measure. */
  readonly selfTime?: number
  /** With its children. */
  readonly totalTime?: number
  /** Of the slowest render, with its children. */
  readonly maxTime?: number
  /** Renders again by cause. One may have several. */
  readonly causes: Readonly<Partial<Record<RenderCause, number>>>
  /** What changed most often: names of props, numbers of hooks, names of contexts; at most eight, most frequent first. */
  readonly keys: readonly { readonly cause: RenderCause; readonly key: string; readonly count: number }[]
}

/** The JSON in `kymo.report` of a `kymo.components` event. */
export interface ComponentReport {
  /** Milliseconds from which a render is slow. */
  readonly slowThreshold: number
  /** The app's first, of them those with the most renders. */
  readonly components: readonly ComponentDelta[]
  /** Components that had no room. */
  readonly leftOut: number
}

export const COMPONENT_REPORT_LIMIT = 200
export const COMMIT_NODE_LIMIT = 400

/** One component of a commit that rendered, or that stands above one that did. Times are milliseconds. */
export interface CommitNode {
  readonly name: string
  /** Of the tree; the list is in order of the tree, parents before children. */
  readonly depth: number
  readonly kind: 'mount' | 'update' | 'still'
  /** As of a `ComponentDelta`. */
  readonly library?: true
  /** Absent where the framework does not measure. */
  readonly selfTime?: number
  readonly totalTime?: number
  readonly causes?: readonly RenderCause[]
  /** What changed, at most eight. */
  readonly keys?: readonly string[]
}

/** The JSON in `kymo.report` of a `kymo.commit` event. */
export interface CommitReport {
  readonly framework: string
  /** Of the whole render, milliseconds; absent where the framework does not measure. */
  readonly duration?: number
  readonly nodes: readonly CommitNode[]
  /** Components that rendered, and had no room: the deepest and quickest. */
  readonly leftOut: number
}
