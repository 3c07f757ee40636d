import type { SpanView } from '@kymo/protocol'
import { isFile } from './files.ts'
import { hiddenSpans } from './hidden-spans.ts'
import { spanFacts } from './span-facts.ts'

/** What a moment of a page's time is counted as. What comes first goes before what it happened within. */
export const SPENT_ON = [
  'fetch',
  'compile',
  'action',
  'handler',
  'render',
  'proxy',
  'server',
  'sending',
  'browser',
] as const
export type SpentOn = (typeof SPENT_ON)[number]

export interface SpentPart {
  readonly on: SpentOn
  /** Milliseconds in which this, and nothing that goes before it, was under way. */
  readonly duration: number
  /** 0 to 1, of the whole. */
  readonly share: number
  /** The longest of those that the part is made of. */
  readonly longest: SpanView
}

interface Stretch {
  readonly on: SpentOn
  readonly span: SpanView
  readonly start: number
  readonly end: number
}

/** By the framework's own name of a step, or by the one that it is shown with. */
const STEPS: readonly (readonly [pattern: RegExp, on: SpentOn])[] = [
  [/^(DevBundlerService\.|compile\b)/, 'compile'],
  [/^(Middleware\.|proxy\b)/, 'proxy'],
  [/\.runHandler$|^(route|api) handler\b/, 'handler'],
]

function stretchesOf(span: SpanView): Stretch[] {
  const { kind, startTime: start, attributes } = span
  const end = start + span.duration
  const on = (part: SpentOn) => [{ on: part, span, start, end }]
  if (kind === 'fetch') return on('fetch')
  if (kind === 'action') return on('action')
  if (kind === 'navigation' || kind === 'component') return on('browser')
  if (kind === 'render') {
    const type = String(attributes['next.span_type'] ?? span.name)
    return on(STEPS.find(([pattern]) => pattern.test(type))?.[1] ?? 'render')
  }
  if (kind !== 'request') return []
  const { firstByte } = spanFacts(span)
  if (firstByte === null) return on('server')
  return [
    { on: 'server', span, start, end: start + firstByte },
    { on: 'sending', span, start: start + firstByte, end },
  ]
}

/**
 * Where the time of a page went, from its start to its end: each moment counted once, as the innermost thing that was
 * under way. The largest part first. Nothing for a page of which nothing is known but how long it took.
 * @param opener id of the request or navigation that the page began with
 */
export function timeSpent(spans: readonly SpanView[], opener: string): SpentPart[] {
  const page = spans.find(({ id }) => id === opener)
  if (page === undefined || page.duration <= 0) return []
  const from = page.startTime
  const to = from + page.duration
  // What the framework asks for ahead of time does not hold up the page, and files come after it.
  const beside = hiddenSpans(spans, ['hmr', 'prefetch']).ids
  const stretches = spans
    .filter((span) => !beside.has(span.id) && !isFile(span))
    .flatMap(stretchesOf)
    .map((stretch) => ({
      ...stretch,
      start: Math.max(stretch.start, from),
      end: Math.min(stretch.end, to),
    }))
    .filter(({ start, end }) => end > start)
  const sums = sumUp(stretches)
  const longest = new Map<SpentOn, Stretch>()
  for (const stretch of stretches) {
    const known = longest.get(stretch.on)
    if (known === undefined || stretch.end - stretch.start > known.end - known.start)
      longest.set(stretch.on, stretch)
  }
  const parts = SPENT_ON.flatMap((on): SpentPart[] => {
    const duration = sums.get(on) ?? 0
    const span = longest.get(on)?.span
    return duration <= 0 || span === undefined
      ? []
      : [{ on, duration, share: duration / page.duration, longest: span }]
  })
  const known = parts.some(({ on }) => on !== 'server' && on !== 'sending' && on !== 'browser')
  return known ? parts.sort((a, b) => b.duration - a.duration) : []
}

/** Goes through time once, with the number of each kind that is under way. */
function sumUp(stretches: readonly Stretch[]): Map<SpentOn, number> {
  const moments = stretches
    .flatMap(({ on, start, end }) => [
      { time: start, on, by: 1 },
      { time: end, on, by: -1 },
    ])
    .sort((a, b) => a.time - b.time)
  const active = new Map<SpentOn, number>()
  const sums = new Map<SpentOn, number>()
  let before = 0
  for (const { time, on, by } of moments) {
    const top = SPENT_ON.find((candidate) => (active.get(candidate) ?? 0) > 0)
    if (top !== undefined) sums.set(top, (sums.get(top) ?? 0) + time - before)
    active.set(on, (active.get(on) ?? 0) + by)
    before = time
  }
  return sums
}
