import type { ActiveSpan } from '@kymo/node'
import type { CacheStatus } from '@kymo/protocol'
import type { FetchMetric, WorkStore } from '../internals/next-types.ts'
import type { FetchCall } from './fetch-calls.ts'

export interface CacheOutcome {
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

/**
 * What is certain of a call that Next.js writes nothing down of.
 * @param work of the render that it was made in
 */
export function unmeasuredOutcome(
  { throughNext, reachedOrigin, scope }: FetchCall,
  work: WorkStore | undefined,
): CacheOutcome | undefined {
  if (!throughNext) return { status: 'skip', reason: 'outside of the data cache' }
  // The renders of Edge scopes are not to be had here.
  if (!reachedOrigin || scope !== 'nodejs') return undefined
  if (work === undefined) return { status: 'skip', reason: 'outside of the data cache' }
  return work.isDraftMode === true ? { status: 'skip', reason: 'draft mode' } : undefined
}

/** What a call is that Next.js makes because it found a stale entry. */
export function renewalOutcome(inBackground: boolean): CacheOutcome {
  return {
    status: 'miss',
    reason: inBackground ? 'renews the stale entry in the background' : 'the entry was stale',
  }
}

export function setOutcome(span: ActiveSpan, outcome: CacheOutcome | undefined): void {
  span.set('kymo.cache.status', outcome?.status)
  span.set('kymo.cache.reason', outcome?.reason)
}
