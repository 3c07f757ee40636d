import type { SessionSummary } from '@kymo/protocol'
import { useEffect, useRef, useState } from 'react'
import { useActiveId, useLiveState } from '../api/live-context.ts'
import { useClock } from '../clock/clock.ts'
import type { PagedList } from '../lists/paged-list.ts'
import { DWELL, followedSession } from './follow.ts'
import type { ActivitySearch } from './search.ts'

/** The session to show while none is chosen; it does not change under the pointer, a zoom or an open detail. */
export function useFollowed(list: PagedList<SessionSummary>, search: ActivitySearch): string | null {
  const activeId = useActiveId()
  const live = useLiveState() === 'live'
  const [shown, setShown] = useState<{ id: string; since: number } | null>(null)
  const read = [search.detail, search.error, search.zoom].some((value) => value !== undefined) || !live
  const wanted = activeId ?? list.at(0)?.id ?? null
  // One look a second is enough to leave a session whose time is over.
  const second = useClock((now) => Math.floor(now / 1000))
  const latest = useRef(shown)
  latest.current = shown

  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again every second
  useEffect(() => {
    const now = Date.now()
    const held = read || document.querySelector('[data-session-view]:hover') !== null
    const next = followedSession({
      shown: latest.current?.id ?? null,
      shownSince: latest.current?.since ?? now - DWELL,
      wanted,
      held,
      now,
    })
    if (next !== null && next !== latest.current?.id) setShown({ id: next, since: now })
  }, [wanted, read, second])

  return shown?.id ?? wanted
}
