import type { ComponentMemoryReport } from '@kymo/protocol'
import { attempt } from '../attempt.ts'
import { keptName } from '../kept.ts'

export type ComponentMemory = ComponentMemoryReport['components'][number]

/** Who knows what is mounted, such as `ComponentTracker`. */
export interface ComponentMemorySource {
  /** What is mounted now, by name, with an estimate of what it takes: its props, its state, its nodes. */
  mounted(): Iterable<ComponentMemory>
}

/** What is mounted of each name, that which takes most first. */
export function componentMemory(source: Partial<ComponentMemorySource> | undefined): ComponentMemory[] {
  const told = attempt(() => [...(source?.mounted?.() ?? [])]) ?? []
  const byName = new Map<string, ComponentMemory>()
  for (const { name: text, instances, bytes } of told) {
    const name = keptName(text)
    if (!name || !(instances > 0)) continue
    const others = byName.get(name)
    byName.set(name, {
      name,
      instances: instances + (others?.instances ?? 0),
      bytes: Math.round(bytes) + (others?.bytes ?? 0),
    })
  }
  return [...byName.values()].sort((a, b) => b.bytes - a.bytes)
}
