import type { SpanView } from '@kymo/protocol'
import { extentOf, isFile } from './files.ts'

/** A span, or a group of spans that has a row of its own, with what is below it. */
export interface Node {
  readonly key: string
  /** Null for a group. */
  readonly span: SpanView | null
  /** What a group stands for. */
  readonly group: { readonly kind: 'files' | 'renders'; readonly spans: readonly SpanView[] } | null
  readonly startTime: number
  readonly duration: number
  children: Node[]
}

interface SpanNode extends Node {
  readonly span: SpanView
  children: Node[]
}

/** Key of the row that stands for the files. */
export const FILES = 'files'
const RENDERS = 'renders:'
/** So many of the framework's own steps below one span are shown as they are. */
const FEW_RENDERS = 3

export function isRendersKey(key: string): boolean {
  return key.startsWith(RENDERS)
}

/** Roots are spans whose parent is not among them. Ids come from outside: repeated ids and circles lose no span. */
export function forestOf(spans: readonly SpanView[], isCollapsed: (key: string) => boolean): Node[] {
  const nodes = new Map<string, SpanNode>()
  for (const span of spans) {
    if (nodes.has(span.id)) continue
    const { id: key, startTime, duration } = span
    nodes.set(key, { key, span, group: null, startTime, duration, children: [] })
  }
  const roots: SpanNode[] = []
  const navigations = navigationsOf(nodes.values())
  for (const node of nodes.values()) {
    const { parentId } = node.span
    const parent =
      (parentId === null ? undefined : nodes.get(parentId)) ?? navigationOf(node.span, navigations)
    if (parent === undefined || isAncestor(node, parent, nodes)) roots.push(node)
    else parent.children.push(node)
  }
  for (const node of nodes.values()) {
    if (node.span.kind !== 'render') gatherRenders(node, isCollapsed)
  }
  return gatherFiles(roots)
}

/** By the id of the visit. */
function navigationsOf(nodes: Iterable<SpanNode>): ReadonlyMap<unknown, SpanNode> {
  const navigations = new Map<unknown, SpanNode>()
  for (const node of nodes) {
    const visit = node.span.attributes['kymo.visit.id']
    if (node.span.kind === 'navigation' && visit !== undefined) navigations.set(visit, node)
  }
  return navigations
}

/** What the browser asked its server for to show a page stands below that, though no header told the server so. */
function navigationOf(
  { id, kind, attributes }: SpanView,
  navigations: ReadonlyMap<unknown, SpanNode>,
): SpanNode | undefined {
  const purpose = attributes['kymo.request.purpose']
  if (kind !== 'request' || (purpose !== 'document' && purpose !== 'navigation')) return undefined
  return navigations.get(attributes['kymo.visit.id'] ?? id)
}

/** Whether `node` is found on the way up from `start`. */
function isAncestor(node: SpanNode, start: SpanNode, nodes: ReadonlyMap<string, SpanNode>): boolean {
  const seen = new Set<SpanNode>()
  let current: SpanNode | undefined = start
  while (current !== undefined && !seen.has(current)) {
    if (current === node) return true
    seen.add(current)
    current = current.span.parentId === null ? undefined : nodes.get(current.span.parentId)
  }
  return false
}

/** Puts the files among the roots below one node; a single one needs none. */
function gatherFiles(roots: readonly SpanNode[]): Node[] {
  const files = roots.filter(({ span }) => isFile(span))
  if (files.length < 2) return [...roots]
  return [...roots.filter(({ span }) => !isFile(span)), groupOf(FILES, 'files', files, files)]
}

function groupOf(key: string, kind: 'files' | 'renders', members: readonly Node[], children: Node[]): Node {
  const spans = members.map(({ span }) => span).filter((span) => span !== null)
  return { key, span: null, group: { kind, spans }, ...extentOf(spans), children }
}

/**
 * Puts the framework's own steps below a span into one node, if they are many. While that is collapsed, what else
 * happened within the steps stands directly below the span: it is not to be hidden with them.
 */
function gatherRenders(node: SpanNode, isCollapsed: (key: string) => boolean): void {
  const tops = node.children.filter(isRender)
  if (tops.length === 0) return
  const steps: Node[] = []
  const within: Node[] = []
  const stack = [...tops]
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    steps.push(step)
    for (const child of step.children) (isRender(child) ? stack : within).push(child)
  }
  if (steps.length <= FEW_RENDERS) return
  const key = `${RENDERS}${node.key}`
  const collapsed = isCollapsed(key)
  node.children = [
    ...node.children.filter((child) => !isRender(child)),
    groupOf(key, 'renders', steps, collapsed ? [] : tops),
    ...(collapsed ? within : []),
  ]
}

function isRender({ span }: Node): boolean {
  return span?.kind === 'render'
}
