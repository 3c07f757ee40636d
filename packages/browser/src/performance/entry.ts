import { attempt } from '../attempt.ts'
import { keptText, keptUrl } from '../kept.ts'
import { keptJson } from '../kept-json.ts'

/** What an entry is of; those of the browser's timeline by other words of its own where these say more. */
export const ENTRY_TYPES = [
  'mark',
  'measure',
  'navigation',
  'resource',
  'paint',
  'interaction',
  'long-task',
  'long-animation-frame',
  'layout-shift',
] as const
export type EntryType = (typeof ENTRY_TYPES)[number]

/** Something that the page's performance monitor saw. */
export interface Entry {
  readonly type: EntryType
  /** The app's own word for it, an address, what the user did, or what ran; redacted, at most 200 characters. */
  readonly name: string
  /** By `performance.now()`. */
  readonly startTime: number
  /** Milliseconds. */
  readonly duration: number
  /** Of a layout shift. It has no unit. */
  readonly score?: number
  /** What more is known: what the app said of its mark, the parts of a request, the scripts of a frame. Redacted. */
  readonly detail?: unknown
}

/** UTF-16 units. */
const NAME = 200
const DETAIL = 4096

export const keptShort = (text: unknown) => keptText(String(text), NAME)
/** An entry lives long, and an address of a file may be megabytes of data. */
export const keptAddress = (url: unknown) => keptUrl(String(url).slice(0, 1000)).slice(0, NAME)

/** What may be kept of what the app said; nothing of what is larger than 4 KiB. */
export function keptDetail(detail: unknown): { readonly detail?: unknown } {
  if (detail === undefined || detail === null) return {}
  const json = keptJson(detail, DETAIL)
  return json === undefined ? { detail: '[too large]' } : { detail: JSON.parse(json) as unknown }
}

/** Frameworks draw their own tracks into the browser's profiler by the same means; they are not the app's words. */
export const isAppTiming = ({
  name,
  detail,
}: {
  readonly name: string
  readonly detail?: unknown
}): boolean =>
  !name.startsWith('\u200b') &&
  attempt(() => (detail as { devtools?: unknown } | null)?.devtools) === undefined

/** A mark or measure. */
export function timingEntry(
  type: 'mark' | 'measure',
  {
    name,
    startTime,
    duration,
    detail,
  }: Pick<PerformanceEntry, 'name' | 'startTime' | 'duration'> & {
    readonly detail?: unknown
  },
): Entry {
  return { type, name: keptShort(name), startTime, duration, ...keptDetail(detail) }
}
