/**
 * Name of the event by which a page tells how much memory it uses, every few seconds, in the attributes of
 * `MEMORY_FIGURES`. A figure that the browser can't give is absent, and named in `kymo.memory.missing`.
 */
export const MEMORY_EVENT = 'kymo.browser.memory'

/** Name of the event that a suspected leak makes, once for each trend: the attributes of `LeakReport`. */
export const LEAK_EVENT = 'kymo.leak'

/**
 * Attributes of `kymo.browser.memory`.
 * - `kymo.memory.used`, `kymo.memory.total`, `kymo.memory.limit`: of the script engine's heap, bytes.
 * - `kymo.memory.page`: of the whole page with its workers, bytes, where it is isolated from other origins.
 * - `kymo.dom.nodes`: elements in the document, without those of shadow trees.
 * - `kymo.dom.listeners`: event listeners added and not gone, since the profiler began.
 * - `kymo.dom.detached`: elements taken out of the document, and held: still there after garbage was collected.
 * - `kymo.memory.growth`: robust slope of the heap, or of the nodes where the heap is unknown; bytes or nodes a minute;
 *   absent until there are enough samples.
 */
export const MEMORY_FIGURES = {
  used: 'kymo.memory.used',
  total: 'kymo.memory.total',
  limit: 'kymo.memory.limit',
  page: 'kymo.memory.page',
  nodes: 'kymo.dom.nodes',
  listeners: 'kymo.dom.listeners',
  detached: 'kymo.dom.detached',
  growth: 'kymo.memory.growth',
} as const
export type MemoryFigure = keyof typeof MEMORY_FIGURES

/** What is suspected to leak; the value of `kymo.leak.kind`. `component` names one, in `kymo.leak.component`. */
export const LEAK_KINDS = ['heap', 'nodes', 'detached', 'listeners', 'component'] as const
export type LeakKind = (typeof LEAK_KINDS)[number]

/** The JSON in `kymo.report` of a `kymo.browser.memory` event, where components are tracked. */
export interface ComponentMemoryReport {
  /** Most bytes first, at most 50. */
  readonly components: readonly {
    readonly name: string
    /** Mounted now. */
    readonly instances: number
    /** An estimate: of its props, state and nodes. */
    readonly bytes: number
  }[]
}
