import type { CacheStatus } from '@kymo/protocol'
import type { FetchMetric } from '../internals/next-types.ts'
import type { FetchCall } from './fetch-calls.ts'

interface CacheOutcome {
  readonly status: CacheStatus
  readonly reason: string | undefined
}

const STATUSES = new Set<string>(['hit', 'miss', 'skip', 'hmr'] satisfies CacheStatus[])

/** Next.js's number for 'never'. */
const NEVER = /\b4294967294\b/

/**
 * What became of a call in Next.js's caches: its own word, put right where it is known to say less than was seen.
 * - A stale entry that was served is reported as a hit.
 * - A call that found nothing in the cache is reported as skipped by a hard refresh, whether there was one or not.
 * - A call that shared another's answer within one render is reported as if it had asked the origin.
 *
 * @param originsSeen whether calls of the platform's `fetch` are seen at all
 */
export function cacheOutcome(
  call: FetchCall,
  { cacheStatus, cacheReason }: FetchMetric,
  originsSeen: boolean,
): CacheOutcome {
  const reason = cacheReason?.replace(NEVER, 'false') || undefined
  if (cacheStatus === 'hit' && call.cached === 'stale') return { status: 'stale', reason }
  if (cacheStatus === 'miss' || cacheStatus === 'skip') {
    if (originsSeen && call.throughNext && !call.reachedOrigin) {
      return { status: 'hit', reason: 'request memoization: the same fetch in this render' }
    }
    if (cacheStatus === 'skip' && call.cached === 'nothing' && !call.hardRefresh) {
      return { status: 'miss', reason: 'not in the cache' }
    }
  }
  return { status: STATUSES.has(cacheStatus ?? '') ? (cacheStatus as CacheStatus) : 'unknown', reason }
}
