import type { SpanView } from '@kymo/protocol'
import { plural } from '../format/plural.ts'

/** What a session can be shown without: requests that the framework made on its own. */
export const HIDEABLE = ['hmr', 'prefetch'] as const
export type Hideable = (typeof HIDEABLE)[number]

export interface HiddenSpans {
  /** The requests of the kinds that are hidden, with all that they caused. */
  readonly ids: ReadonlySet<string>
  /** Requests of each kind, hidden or not. */
  readonly requests: Readonly<Record<Hideable, number>>
  /** How many of the hidden spans are of each kind. */
  readonly fetches: number
  readonly actions: number
}

function hideableOf({ kind, attributes }: SpanView): Hideable | undefined {
  if (kind !== 'request') return undefined
  return HIDEABLE.find((purpose) => purpose === attributes['kymo.request.purpose'])
}

/** @param spans parents before children */
export function hiddenSpans(spans: readonly SpanView[], hide: readonly Hideable[]): HiddenSpans {
  const ids = new Set<string>()
  const requests = { hmr: 0, prefetch: 0 }
  let fetches = 0
  let actions = 0
  for (const span of spans) {
    const purpose = hideableOf(span)
    if (purpose !== undefined) requests[purpose]++
    const own = purpose !== undefined && hide.includes(purpose)
    if (!own && (span.parentId === null || !ids.has(span.parentId))) continue
    ids.add(span.id)
    if (span.kind === 'fetch') fetches++
    else if (span.kind === 'action') actions++
  }
  return { ids, requests, fetches, actions }
}

/** `hmr,prefetch`: the form it has in the page's address; undefined where nothing is hidden. */
export function hideText(hide: readonly Hideable[]): string | undefined {
  const text = HIDEABLE.filter((purpose) => hide.includes(purpose)).join(',')
  return text === '' ? undefined : text
}

/** Undefined for anything that is not such a text; `none` says expressly that nothing is hidden. */
export function parseHide(text: unknown): readonly Hideable[] | undefined {
  if (text === 'none') return []
  if (typeof text !== 'string' || text === '') return undefined
  const parts = text.split(',')
  const hide = HIDEABLE.filter((purpose) => parts.includes(purpose))
  return hide.length === parts.length ? hide : undefined
}

/** `12 HMR refreshes and 3 prefetches hidden`; null where nothing is. */
export function hiddenWords(requests: HiddenSpans['requests'], hide: readonly Hideable[]): string | null {
  const { hmr, prefetch } = requests
  const parts = [
    ...(hide.includes('hmr') && hmr > 0 ? [plural(hmr, 'HMR refresh', 'HMR refreshes')] : []),
    ...(hide.includes('prefetch') && prefetch > 0 ? [plural(prefetch, 'prefetch', 'prefetches')] : []),
  ]
  return parts.length === 0 ? null : `${parts.join(' and ')} hidden`
}
