import type { ComponentMemoryReport } from '@kymo/protocol'
import { attempt } from '../attempt.ts'
import { keptName } from '../kept.ts'

const MOST = 50

export type ComponentMemory = ComponentMemoryReport['components'][number]

/** Who knows what is mounted, such as `ComponentTracker`. */
export interface ComponentMemorySource {
  /** What is mounted now, by name, with an estimate of what it takes: its props, its state, its nodes. */
  mounted(): Iterable<ComponentMemory>
}

/** Those that take most. */
export function componentMemory(source: Partial<ComponentMemorySource> | undefined): ComponentMemory[] {
  const told = attempt(() => [...(source?.mounted?.() ?? [])]) ?? []
  return told
    .map(({ name, instances, bytes }) => ({ name: keptName(name), instances, bytes: Math.round(bytes) }))
    .filter(({ name, instances }) => name && instances > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MOST)
}
