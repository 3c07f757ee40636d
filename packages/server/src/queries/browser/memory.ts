import {
  type BrowserMemory,
  type BrowserPage,
  LEAK_KINDS,
  type Leak,
  MEMORY_FIGURES,
  type MemoryFigure,
  type MemorySample,
  parseComponentMemory,
} from '@kymo/protocol'
import type { EventRow } from '../../store/rows.ts'
import { numberOf, oneOf, textOf, textsOf } from '../attributes.ts'
import { pageOf } from './pages.ts'

const FIGURES = Object.entries(MEMORY_FIGURES) as readonly (readonly [MemoryFigure, string])[]

export function memorySample({ time, attributes }: EventRow): MemorySample {
  const figures = FIGURES.flatMap(([figure, name]) => {
    const value = numberOf(attributes, name)
    return value === null ? [] : [[figure, value] as const]
  })
  return { time, ...Object.fromEntries(figures) }
}

/** @param events looks of one page at its memory, newest first */
export function pageMemory(
  events: readonly EventRow[],
): Pick<BrowserMemory, 'samples' | 'missing' | 'components'> {
  const [newest] = events
  const missing: readonly string[] =
    newest === undefined ? [] : textsOf(newest.attributes, 'kymo.memory.missing')
  return {
    samples: events.map(memorySample).reverse(),
    missing: FIGURES.map(([figure]) => figure).filter((figure) => missing.includes(figure)),
    components: componentsOf(events),
  }
}

/** As the newest look has them that looked at components. */
function componentsOf(events: readonly EventRow[]): BrowserMemory['components'] {
  for (const { attributes } of events) {
    const { value } = parseComponentMemory(attributes['kymo.report'])
    if (value === undefined) continue
    return value.components
      .map(({ name, instances, bytes }) => ({ name, instances, bytes }))
      .sort((a, b) => b.bytes - a.bytes)
  }
  return []
}

/** `undefined` for what is none. */
export function leakOf(event: EventRow, pages: readonly BrowserPage[]): Leak | undefined {
  const { attributes, time, instance } = event
  const kind = oneOf(attributes, 'kymo.leak.kind', LEAK_KINDS)
  const growth = numberOf(attributes, 'kymo.leak.growth')
  const value = numberOf(attributes, 'kymo.leak.value')
  if (kind === null || growth === null || value === null) return undefined
  const page = pages.find((known) => known.instance === instance) ?? pageOf(event)
  return { kind, component: textOf(attributes, 'kymo.leak.component'), time, growth, value, page }
}

/**
 * How fast the heap grows: of many pages the 75th percentile.
 * @param events the newest look of each page
 */
export function heapGrowth(events: readonly EventRow[]): { readonly growth: number } | undefined {
  const growths = events
    .map(memorySample)
    // Where the heap is not known, it is nodes that grow.
    .flatMap(({ used, growth }) => (used === undefined || growth === undefined ? [] : growth))
    .sort((a, b) => a - b)
  if (growths.length === 0) return undefined
  const rank = (growths.length - 1) * 0.75
  const [low, high] = [growths[Math.floor(rank)], growths[Math.ceil(rank)]] as [number, number]
  return { growth: low + (high - low) * (rank % 1) }
}
