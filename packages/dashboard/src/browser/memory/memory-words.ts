import type { Leak, MemoryFigure } from '@kymo/protocol'
import { asText, count, size } from '../../format/quantity.ts'

export const FIGURE_NAMES: Readonly<Record<MemoryFigure, string>> = {
  used: 'Heap',
  total: 'Heap taken from the system',
  limit: 'Most that the heap may take',
  page: 'Whole page with its workers',
  nodes: 'DOM nodes',
  listeners: 'Event listeners',
  detached: 'Detached nodes',
  growth: 'Growth',
}

/** What a browser can't give, and what it would need. */
export const MISSING_WORDS: Readonly<Record<MemoryFigure, string>> = {
  used: 'the heap: only Chromium tells of it',
  total: 'what the heap takes from the system: only Chromium tells of it',
  limit: 'the most that the heap may take: only Chromium tells of it',
  page: 'the whole page: Chromium tells of it where the page is isolated from other origins (COOP and COEP)',
  nodes: 'DOM nodes',
  listeners: 'event listeners',
  detached: 'detached nodes: it needs weak references and finalization',
  growth: 'growth: there were not enough samples yet',
}

const BYTES: readonly (MemoryFigure | Leak['kind'])[] = [
  'used',
  'total',
  'limit',
  'page',
  'heap',
  'component',
]

/** A figure in its unit. */
export const amount = (of: MemoryFigure | Leak['kind'], value: number) =>
  BYTES.includes(of) ? asText(size(value)) : count(Math.round(value))

const LEAKS: Readonly<Record<Leak['kind'], string>> = {
  heap: 'The heap',
  nodes: 'The number of DOM nodes',
  detached: 'The number of nodes taken out of the page and still held',
  listeners: 'The number of event listeners',
  component: 'A component',
}

/** What is suspected, in a sentence. */
export function leakWords({ kind, component, growth, value }: Leak): string {
  const what = kind === 'component' && component !== null ? `What ${component} holds` : LEAKS[kind]
  return `${what} grows by ${amount(kind, growth)} a minute, to ${amount(kind, value)}.`
}

/** What to look for, by what grows. */
export const LEAK_HINTS: Readonly<Record<Leak['kind'], string>> = {
  heap: 'Look for lists and caches that only grow, and for closures that outlive what they are of.',
  nodes: 'Look for lists that are added to and never cut, and for portals that are not closed.',
  detached:
    'Look for references to removed elements: in variables, maps, closures, or a library that was not destroyed.',
  listeners: 'Look for addEventListener in an effect without its removeEventListener.',
  component: 'Look at what it keeps in its state, refs and effects when it is unmounted.',
}

/** How fast it grows, in words. @param unit of the growth: bytes where the heap is known, else nodes */
export function growthWords(growth: number | null, unit: 'bytes' | 'nodes'): string {
  if (growth === null) return 'not known yet'
  if (growth <= 0) return 'does not grow'
  return unit === 'bytes' ? `${asText(size(growth))} a minute` : `${count(Math.round(growth))} nodes a minute`
}
