import type { SignalKind } from '@kymo/protocol'

/** A signal, computed value or effect as it stands. */
export interface SignalInfo {
  /** Unique in the page, and never reused. */
  readonly id: number
  /** As the app named it, or such as `signal #12`. */
  readonly name: string
  readonly kind: SignalKind
  readonly library: string
  /** Changes of its value, or runs of an effect, after its first; since the tracker knows it. */
  readonly updates: number
  /** In the second that runs. */
  readonly perSecond: number
  /** In its busiest second. */
  readonly peak: number
  /** Those that depend on it now. */
  readonly subscribers: number
  /** Ids of those that it depends on now. */
  readonly dependsOn: readonly number[]
}

/** In the direction in which values flow. */
export interface SignalEdge {
  readonly from: number
  readonly to: number
  /** `read`: `to` depends on `from`. `write`: the last run of `from` changed `to`. */
  readonly kind: 'read' | 'write'
}

export interface SignalGraph {
  readonly nodes: readonly SignalInfo[]
  readonly edges: readonly SignalEdge[]
}

const SHAPES: Readonly<Record<SignalKind, string>> = { signal: 'ellipse', computed: 'diamond', effect: 'box' }

/** The graph in the language of Graphviz: `dot -Tsvg`. Writes are dashed. */
export function toDot({ nodes, edges }: SignalGraph): string {
  const text = (value: string) => `"${value.replace(/[\\"]/g, '\\$&').replace(/\s+/g, ' ')}"`
  return [
    'digraph signals {',
    '  rankdir=LR',
    ...nodes.map(({ id, name, kind, updates }) => {
      const label = text(updates ? `${name} (${updates})` : name)
      return `  n${id} [shape=${SHAPES[kind]}, label=${label}]`
    }),
    ...edges.map(({ from, to, kind }) => `  n${from} -> n${to}${kind === 'write' ? ' [style=dashed]' : ''}`),
    '}',
    '',
  ].join('\n')
}

/** The graph as a Mermaid flowchart. Writes are dotted. */
export function toMermaid({ nodes, edges }: SignalGraph): string {
  const text = (value: string) =>
    `"${value.replace(/\s+/g, ' ').replace(/[#"<>&\\`]/g, (found) => `#${found.charCodeAt(0)};`)}"`
  return [
    'flowchart LR',
    ...nodes.map(({ id, name, kind, updates }) => {
      const label = text(updates ? `${name} (${updates})` : name)
      return `  n${id}${kind === 'signal' ? `([${label}])` : kind === 'computed' ? `{{${label}}}` : `[${label}]`}`
    }),
    ...edges.map(({ from, to, kind }) => `  n${from} ${kind === 'write' ? '-.->' : '-->'} n${to}`),
    '',
  ].join('\n')
}
