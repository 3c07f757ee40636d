import type { ErrorEvent, ErrorGroupDetail } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { errorRefText } from '../address/error-ref.ts'
import { ApiError } from '../api/client.ts'
import { errorGroupQuery } from '../api/queries.ts'
import { TrendBars } from '../charts/trend-bars.tsx'
import { Age } from '../clock/age.tsx'
import { ErrorDetail } from '../detail/error-detail.tsx'
import { ErrorReportParts } from '../detail/error-report.tsx'
import { ErrorTitle } from '../detail/error-title.tsx'
import { kindWords } from '../detail/error-words.ts'
import { plural } from '../format/plural.ts'
import { count } from '../format/quantity.ts'
import { Drawer } from '../panes/drawer.tsx'
import { DrawerFigure, DrawerFigures, DrawerPart } from '../panes/drawer-part.tsx'
import { EmptyState } from '../status/empty-state.tsx'
import { Problem } from '../status/problem.tsx'
import { AffectedSessions } from './affected-sessions.tsx'
import { Occurrences } from './occurrences.tsx'

interface ErrorGroupDrawerProps {
  readonly fingerprint: string
  readonly at: string | undefined
  readonly onAt: (at: string | undefined) => void
  readonly onClose: () => void
}

/** One mistake: where in the code it is, and when it happened. */
export function ErrorGroupDrawer({ fingerprint, at, onAt, onClose }: ErrorGroupDrawerProps) {
  const { data, error, refetch } = useQuery(errorGroupQuery(fingerprint))
  return (
    <Drawer
      label="Error"
      title={data === undefined ? null : <ErrorTitle type={data.group.type} />}
      onClose={onClose}
    >
      {data !== undefined ? (
        <Detail detail={data} at={at} onAt={onAt} />
      ) : error instanceof ApiError && error.status === 404 ? (
        <EmptyState title="This error is no longer kept">
          Old facts are removed when the store reaches its limit of age or size.
        </EmptyState>
      ) : error !== null ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : null}
    </Drawer>
  )
}

/** The form that times have in the address. */
const timeText = (time: number) => String(Number(time.toFixed(3)))

interface DetailProps {
  readonly detail: ErrorGroupDetail
  readonly at: string | undefined
  readonly onAt: (at: string | undefined) => void
}

function Detail({ detail, at, onAt }: DetailProps) {
  const { group, errors, trend, affected } = detail
  const chosen = at === undefined ? -1 : errors.findIndex(({ time }) => timeText(time) === at)
  const index = Math.max(0, chosen)
  const shown = errors[index] ?? group.latest
  return (
    <div className="pb-6">
      <DrawerFigures>
        <DrawerFigure name="Happened">{plural(group.count, 'time')}</DrawerFigure>
        <DrawerFigure name="In">
          {group.sessions === 0 ? 'no session' : plural(group.sessions, 'session')}
        </DrawerFigure>
        <DrawerFigure name="App">{group.app}</DrawerFigure>
        <DrawerFigure name="First seen">
          <Age time={group.firstSeen} ago />
        </DrawerFigure>
        <DrawerFigure name="Last seen">
          <Age time={group.lastSeen} ago />
        </DrawerFigure>
        <DrawerFigure name="Kind">{kindWords(shown)}</DrawerFigure>
      </DrawerFigures>
      {group.count < 2 ? null : (
        <DrawerPart title="Over time">
          <TrendBars of="error" step={trend.step} buckets={trend.buckets} />
        </DrawerPart>
      )}
      <ErrorDetail error={shown} titled />
      <InSession error={shown} />
      <ErrorReportParts error={shown} />
      {affected.length === 0 ? null : <AffectedSessions affected={affected} sessions={group.sessions} />}
      <Occurrences
        errors={errors}
        shown={index}
        onShow={(next) => onAt(next === 0 ? undefined : timeText((errors[next] as ErrorEvent).time))}
      />
      {group.count > errors.length && errors.length > 0 ? (
        <p className="px-4 pt-2 text-label text-faint">
          The newest {count(errors.length)} of {count(group.count)}.
        </p>
      ) : null}
    </div>
  )
}

function InSession({ error }: { error: ErrorEvent }) {
  if (error.sessionId === null) {
    return <p className="px-4 pt-4 text-dim">No request or page caused it: it belongs to no session.</p>
  }
  return (
    <p className="px-4 pt-4">
      <Link
        to="/"
        search={{ session: error.sessionId, tab: 'errors', error: errorRefText(error) }}
        className="control px-2"
      >
        Show in its session
      </Link>
    </p>
  )
}
