import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { errorRefText, parseErrorRef } from '../address/error-ref.ts'
import { parseSpanRef, spanRefText } from '../address/span-ref.ts'
import { ErrorDrawer } from '../detail/error-drawer.tsx'
import { SpanDrawer } from '../detail/span-drawer.tsx'
import { clamp } from '../panes/clamp.ts'
import { Splitter, useSplit } from '../panes/split.tsx'
import { useMedia } from '../panes/use-media.ts'
import { useSize } from '../panes/use-size.ts'
import { useTitle } from '../shell/use-title.ts'
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
  useTitle('Activity')
  const wide = useMedia('(min-width: 768px)')
  const roomForThree = useMedia('(min-width: 1100px)')
  const pane = useRef<HTMLDivElement>(null)
  const { width } = useSize(pane)
  const split = useSplit({ name: 'sessions', min: MIN, max: MAX })
  const size = Math.min(split.size ?? clamp(width * 0.3, 320, 560), Math.max(MIN, width * 0.42))
  const sessions = useSessions(search)
  const { list } = sessions
  const followed = useFollowed(list, search)

  const change: ActivityView['change'] = (next, how) =>
    void navigate({
      search: (known: ActivitySearch) => ({ ...known, ...next }),
      replace: how === 'replace',
    })
  const inDrawer = search.detail !== undefined || search.error !== undefined
  const view: ActivityView = {
    search,
    change,
    openSpan(ref, how) {
      const detail = spanRefText(ref)
      if (detail !== search.detail) change({ detail, error: undefined }, inDrawer ? 'replace' : how)
    },
    openError(ref, how) {
      const error = errorRefText(ref)
      if (error !== search.error) change({ error, detail: undefined }, inDrawer ? 'replace' : how)
    },
  }

  const filtered = [search.find, search.app, search.browserTab].some((value) => value !== undefined)
  if (
    list.count === 0 &&
    !list.pending &&
    list.error === undefined &&
    !filtered &&
    search.session === undefined
  ) {
    return (
      <div ref={pane} className="h-full">
        <Welcome />
      </div>
    )
  }

  const span = parseSpanRef(search.detail)
  const failure = span === null ? parseErrorRef(search.error) : null
  const chosen = search.session === undefined ? followed : search.session
  // Where there is no room for three panes, the detail takes the place of the list.
  const showsList = wide ? (span === null && failure === null) || roomForThree : search.session === undefined
  const showsMain = wide || search.session !== undefined
  const main =
    chosen === 'all' ? (
      <AllSessions />
    ) : chosen === null ? null : (
      <SessionView id={chosen} following={search.session === undefined} />
    )

  return (
    <ActivityContext value={view}>
      <div ref={pane} className="flex h-full min-w-0">
        {showsList ? (
          <div className={wide ? 'shrink-0' : 'min-w-0 flex-1'} style={wide ? { width: size } : undefined}>
            <SessionsPane sessions={sessions} shown={chosen} />
          </div>
        ) : null}
        {wide && showsList ? (
          <Splitter
            label="Width of the session list"
            axis="x"
            size={size}
            min={MIN}
            max={MAX}
            onResize={split.resize}
          />
        ) : null}
        {showsMain ? <div className="relative min-w-0 flex-1">{main}</div> : null}
        {span === null ? null : (
          <SpanDrawer
            reference={span}
            sessionId={chosen === 'all' ? null : chosen}
            onClose={() => view.change({ detail: undefined })}
            onOpen={(ref) => view.openSpan(ref)}
            onSession={chosen === 'all' ? (id) => view.change({ session: id, zoom: undefined }) : undefined}
          />
        )}
        {failure === null || chosen === null || chosen === 'all' ? null : (
          <ErrorDrawer
            reference={failure}
            sessionId={chosen}
            onClose={() => view.change({ error: undefined })}
            onSpan={(ref) => view.openSpan(ref)}
          />
        )}
      </div>
    </ActivityContext>
  )
}
