import type { CacheStatus, FetchEvent } from '@kymo/protocol'
import { asText, duration } from '../format/quantity.ts'

/** What the cache did, in words. */
export const CACHE_WORDS: Readonly<Record<CacheStatus, string>> = {
  hit: 'Answered from the cache',
  stale: 'Answered from the cache with an old copy, which was then renewed',
  miss: 'Not in the cache, so it was fetched',
  skip: 'The cache was not used',
  hmr: 'Answered with what was fetched before the last edit',
  unknown: 'Neither the framework nor a header said what the cache did',
}

/** How long an answer may be used; null where it is not known. */
export function revalidateWords(revalidate: number | false | null): string | null {
  if (revalidate === null) return null
  if (revalidate === false) return 'kept until it is revalidated'
  return revalidate === 0 ? 'not kept' : `kept for ${asText(duration(revalidate * 1000))}`
}

/** All that is known of the cache, in one text. */
export function cacheText({ status, reason, mode, tags, revalidate }: FetchEvent['cache']): string {
  return [
    `${CACHE_WORDS[status] ?? status}${reason === null ? '' : `: ${reason}`}`,
    mode === null ? null : `Mode: ${mode}`,
    revalidateWords(revalidate),
    tags.length === 0 ? null : `Tags: ${tags.join(', ')}`,
  ]
    .filter((line) => line !== null)
    .join('\n')
}
