import type { SessionEvent } from '@kymo/protocol'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Age } from '../clock/age.tsx'
import { Hint } from '../controls/hint.tsx'
import { Icon } from '../controls/icon.tsx'
import { Duration } from '../format/figures.tsx'
import { plural } from '../format/plural.ts'
import { clockTime } from '../format/time.ts'
import { StatusCode } from '../status/status-code.tsx'
import { useActivity } from './activity-context.ts'
import type { ActivitySearch } from './search.ts'
import { TabMark, VisitMark, visitWord } from './visit-mark.tsx'

interface SessionHeadProps {
  readonly session: SessionEvent
  readonly following: boolean
  /** At the end of the line, however narrow it is. */
  readonly children: ReactNode
}

/** What the session is, in one line; what there is no room for is left out from the right. */
export function SessionHead({ session, following, children }: SessionHeadProps) {
  const { counts } = session
  return (
    <div className="@container shrink-0 border-b border-hairline">
      <div className="flex h-11 items-center gap-2 px-4 whitespace-nowrap @md:gap-3">
        <Link
          to="/"
          search={(known: ActivitySearch) => ({
            ...known,
            session: undefined,
            detail: undefined,
            error: undefined,
            zoom: undefined,
          })}
          aria-label="Back to the sessions"
          className="-ml-2 grid size-7 shrink-0 place-items-center rounded-sm text-dim md:hidden"
        >
          <Icon name="back" />
        </Link>
        <StatusCode code={session.statusCode} />
        <VisitMark session={session} />
        <h1 className="min-w-0 truncate font-mono" title={session.url}>
          <span className="hidden text-dim @md:inline">{session.method} </span>
          {session.url}
        </h1>
        <Duration value={session.duration} />
        {following ? (
          <Hint text="Shows whatever is active, each session for 2.5 s at least. It holds still while you point at it, zoom or open a detail.">
            <span className="hidden rounded-sm border border-hairline-strong px-1.5 text-label text-dim @3xl:inline">
              Following
            </span>
          </Hint>
        ) : null}
        <div className="ml-auto flex shrink-0 items-center gap-3 pl-2 text-label text-dim">
          {session.route === null || session.route === session.url ? null : (
            <code
              className="hidden max-w-48 truncate text-label! @3xl:inline @5xl:max-w-72"
              title={session.route}
            >
              {session.route}
            </code>
          )}
          <span className="hidden @4xl:inline">{visitWord(session)}</span>
          {session.visit?.tab == null ? null : <OnlyThisTab tab={session.visit.tab} />}
          <span className="hidden @4xl:inline">{session.app}</span>
          <span className="hidden @2xl:inline">
            {plural(counts.requests, 'request')}, {plural(counts.fetches, 'fetch', 'fetches')}
            {counts.actions === 0 ? null : `, ${plural(counts.actions, 'action')}`}
            {counts.errors === 0 ? null : (
              <span className="text-error">, {plural(counts.errors, 'error')}</span>
            )}
          </span>
          <span className="hidden @md:inline">
            <span className="hidden @5xl:inline">{clockTime(session.startTime)}, </span>
            <Age time={session.startTime} ago />
          </span>
        </div>
        {children}
      </div>
    </div>
  )
}

/** The tab's mark; a click leaves only its sessions in the list. */
function OnlyThisTab({ tab }: { tab: string }) {
  const { search, change } = useActivity()
  const only = search.browserTab === tab
  return (
    <Hint text={only ? 'Show the sessions of all tabs' : 'Show the sessions of this tab only'}>
      <button
        type="button"
        aria-pressed={only}
        className="hidden @2xl:inline"
        onClick={() => change({ browserTab: only ? undefined : tab })}
      >
        <TabMark tab={tab} />
      </button>
    </Hint>
  )
}
