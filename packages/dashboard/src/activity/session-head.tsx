import type { SessionEvent } from '@kymo/protocol'
import { Link } from '@tanstack/react-router'
import { Age } from '../clock/age.tsx'
import { Hint } from '../controls/hint.tsx'
import { Icon } from '../controls/icon.tsx'
import { Duration } from '../format/figures.tsx'
import { plural } from '../format/plural.ts'
import { clockTime } from '../format/time.ts'
import { StatusCode } from '../status/status-code.tsx'
import type { ActivitySearch } from './search.ts'

const OPENERS: Readonly<Record<SessionEvent['opener'], string>> = {
  document: 'Page load',
  navigation: 'Navigation',
  request: 'Request',
}

/** What the session is, in one line. */
export function SessionHead({ session, following }: { session: SessionEvent; following: boolean }) {
  const { counts } = session
  return (
    <div className="flex h-11 shrink-0 items-center gap-3 border-b border-hairline px-4 whitespace-nowrap">
      <Link
        to="/"
        search={(known: ActivitySearch) => ({
          ...known,
          session: undefined,
          detail: undefined,
          zoom: undefined,
        })}
        aria-label="Back to the sessions"
        className="-ml-2 grid size-7 shrink-0 place-items-center rounded-sm text-dim md:hidden"
      >
        <Icon name="back" />
      </Link>
      <StatusCode code={session.statusCode} />
      <h1 className="min-w-0 truncate font-mono" title={session.url}>
        <span className="text-dim">{session.method} </span>
        {session.url}
      </h1>
      <Duration value={session.duration} />
      {following ? (
        <Hint text="Shows whatever is active. It holds still while you point at it, zoom or open a detail.">
          <span className="hidden rounded-sm border border-hairline-strong px-1.5 text-label text-dim lg:inline">
            Following
          </span>
        </Hint>
      ) : null}
      <p className="ml-auto hidden min-w-0 shrink items-center gap-3 overflow-hidden text-label text-dim lg:flex">
        {session.route !== null && session.route !== session.url ? (
          <code className="text-label!">{session.route}</code>
        ) : null}
        <span>{OPENERS[session.opener]}</span>
        <span>{session.app}</span>
        <span>
          {plural(counts.requests, 'request')}, {plural(counts.fetches, 'fetch', 'fetches')},{' '}
          {plural(counts.actions, 'action')}
          {counts.errors === 0 ? null : (
            <span className="text-error">, {plural(counts.errors, 'error')}</span>
          )}
        </span>
      </p>
      <span className="shrink-0 text-label text-dim max-lg:ml-auto">
        <span className="hidden xl:inline">{clockTime(session.startTime)}, </span>
        <Age time={session.startTime} />
        <span className="hidden sm:inline"> ago</span>
      </span>
    </div>
  )
}
