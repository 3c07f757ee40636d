import { useNavigate, useSearch } from '@tanstack/react-router'
import { parseSpanRef, spanRefText } from '../address/span-ref.ts'
import { SpanDrawer } from '../detail/span-drawer.tsx'
import { Splitter, useSplit } from '../panes/split.tsx'
import { useMedia } from '../panes/use-media.ts'
import { ActivityContext, type ActivityView } from './activity-context.ts'
import { AllSessions } from './all-sessions.tsx'
import type { ActivitySearch } from './search.ts'
import { SessionView } from './session-view.tsx'
import { SessionsPane } from './sessions-pane.tsx'
import { useFollowed } from './use-followed.ts'
import { useSessions } from './use-sessions.ts'
import { Welcome } from './welcome.tsx'

const MIN = 280
const MAX = 720

/** What happens in the app, session by session, as it happens. */
export function ActivityPage() {
  const search = useSearch({ from: '/' })
  const navigate = useNavigate({ from: '/' })
  const wide = useMedia('(min-width: 768px)')
  const { size, resize } = useSplit({ name: 'sessions', initial: 400, min: MIN, max: MAX })
  const sessions = useSessions(search)
  const { list } = sessions
  const followed = useFollowed(list, search)

  const view: ActivityView = {
    search,
    change: (next, how) =>
      void navigate({
        search: (known: ActivitySearch) => ({ ...known, ...next }),
        replace: how === 'replace',
      }),
    openSpan(ref, how) {
      const detail = spanRefText(ref)
      if (detail === search.detail) return
      void navigate({
        search: (known: ActivitySearch) => ({ ...known, detail }),
        replace: how === 'replace' || search.detail !== undefined,
      })
    },
  }

  const filtered = search.find !== undefined || search.app !== undefined
  if (
    list.count === 0 &&
    !list.pending &&
    list.error === undefined &&
    !filtered &&
    search.session === undefined
  ) {
    return <Welcome />
  }

  const span = parseSpanRef(search.detail)
  const chosen = search.session === undefined ? followed : search.session
  const showsMain = wide || search.session !== undefined
  const main =
    chosen === 'all' ? (
      <AllSessions />
    ) : chosen === null ? null : (
      <SessionView key={chosen} id={chosen} following={search.session === undefined} />
    )

  return (
    <ActivityContext value={view}>
      <div className="flex h-full min-w-0">
        {wide || !showsMain ? (
          <div
            className={wide ? 'shrink-0' : 'min-w-0 flex-1'}
            style={wide ? { width: `min(${size}px, 42vw)` } : undefined}
          >
            <SessionsPane sessions={sessions} shown={chosen} />
          </div>
        ) : null}
        {wide ? (
          <Splitter
            label="Width of the session list"
            axis="x"
            size={size}
            min={MIN}
            max={MAX}
            onResize={resize}
          />
        ) : null}
        {showsMain ? <div className="relative min-w-0 flex-1">{main}</div> : null}
        {span === null ? null : (
          <SpanDrawer
            reference={span}
            sessionId={chosen === 'all' ? null : chosen}
            onClose={() => view.change({ detail: undefined })}
            onSession={chosen === 'all' ? (id) => view.change({ session: id, zoom: undefined }) : undefined}
          />
        )}
      </div>
    </ActivityContext>
  )
}
