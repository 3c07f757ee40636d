import type { SessionSummary } from '@kymo/protocol'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useActiveId } from '../api/live-context.ts'
import { useClock } from '../clock/clock.ts'
import { Duration } from '../format/figures.tsx'
import type { PagedList } from '../lists/paged-list.ts'
import { useMedia } from '../panes/use-media.ts'
import { Mark } from '../status/mark.tsx'
import { useActivity } from './activity-context.ts'
import { activeSession } from './follow.ts'
import type { ActivitySearch } from './search.ts'

/** What there is to look at besides one session: whatever is active, and all of them together. */
export function ScopeLinks({ list }: { list: PagedList<SessionSummary> }) {
  const { search } = useActivity()
  const wide = useMedia('(min-width: 768px)')
  const active = useActive(list)
  // A phone shows the list or a session, so there 'active' leads to the session itself.
  const toActive = wide ? undefined : active?.id
  return (
    <nav aria-label="What to show" className="shrink-0 border-b border-hairline py-1">
      <ScopeLink current={search.session === undefined && wide} session={toActive}>
        <Mark
          shape={active === null ? 'ring' : 'dot'}
          className={active === null ? 'text-faint' : 'text-ok'}
        />
        <span>Active</span>
        {active === null ? (
          <span className="ml-auto text-faint">{list.known ? 'nothing in the last 30 s' : null}</span>
        ) : (
          <>
            <code className="ml-auto min-w-0 truncate text-dim">{active.url}</code>
            <Duration value={active.duration} className="w-16 shrink-0 text-right" />
          </>
        )}
      </ScopeLink>
      <ScopeLink current={search.session === 'all'} session="all">
        <Mark shape="bars" className="rotate-90 text-faint" />
        <span>All sessions</span>
        <span className="ml-auto text-faint">fetches and actions</span>
      </ScopeLink>
    </nav>
  )
}

function useActive(list: PagedList<SessionSummary>): SessionSummary | null {
  const id = useActiveId()
  const find = (wanted: string) => list.at(list.indexOf(wanted))
  const isActive = useClock((now) => activeSession(id, find, list.at(0), now) !== null)
  return isActive ? activeSession(id, find, list.at(0), 0) : null
}

interface ScopeLinkProps {
  readonly current: boolean
  readonly session: string | undefined
  readonly children: ReactNode
}

function ScopeLink({ current, session, children }: ScopeLinkProps) {
  return (
    <Link
      to="/"
      search={(known: ActivitySearch) => ({
        ...known,
        session,
        detail: undefined,
        error: undefined,
        zoom: undefined,
      })}
      aria-current={current ? 'true' : undefined}
      className={`flex h-[30px] items-center gap-2.5 px-4 whitespace-nowrap hover:bg-row-hover ${
        current ? 'bg-row-selected shadow-[inset_2px_0_var(--accent)]' : ''
      }`}
    >
      {children}
    </Link>
  )
}
