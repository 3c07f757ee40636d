import type { SlowRow } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FleetFilter, slowQuery } from '../api/fleet.ts'
import { traceQuery } from '../api/queries.ts'
import { AttributeTable } from '../detail/attribute-table.tsx'
import { Duration } from '../format/figures.tsx'
import { asText, roundDuration } from '../format/quantity.ts'
import { absoluteTime } from '../format/time.ts'
import { Drawer } from '../panes/drawer.tsx'
import { DrawerFigure, DrawerFigures, DrawerPart } from '../panes/drawer-part.tsx'
import { EmptyState } from '../status/empty-state.tsx'
import { Problem } from '../status/problem.tsx'
import { StatusCode } from '../status/status-code.tsx'
import { SlowBar } from './slow-bar.tsx'

interface SlowDrawerProps {
  readonly id: string
  readonly filter: FleetFilter
  readonly onClose: () => void
}

/** One slow request: what it was, where, and the way to all that happened in it. */
export function SlowDrawer({ id, filter, onClose }: SlowDrawerProps) {
  // The list beside it has read them.
  const { data, error, refetch } = useQuery({ ...slowQuery(filter), refetchOnMount: false })
  const row = data?.find((candidate) => candidate.id === id)
  return (
    <Drawer
      label="Slow request"
      title={
        <h2 className="font-mono break-all">
          {row === undefined ? null : (
            <>
              <span className="text-dim">{row.method ?? row.kind}</span> {row.route}
            </>
          )}
        </h2>
      }
      onClose={onClose}
    >
      {row !== undefined ? (
        <Detail row={row} />
      ) : data !== undefined ? (
        <EmptyState title="This request is no longer kept">Only the newest slow requests are.</EmptyState>
      ) : error === null ? null : (
        <Problem error={error} onRetry={() => void refetch()} />
      )}
    </Drawer>
  )
}

function Detail({ row }: { row: SlowRow }) {
  const { source } = row
  return (
    <div className="pb-6">
      <DrawerFigures>
        <DrawerFigure name="Took">
          <Duration value={row.duration} className="text-slow" />
        </DrawerFigure>
        <DrawerFigure name="Threshold">{asText(roundDuration(row.threshold))}</DrawerFigure>
        <DrawerFigure name="Status">
          {row.kind === 'job' ? 'a job' : <StatusCode code={row.statusCode} />}
        </DrawerFigure>
        <DrawerFigure name="Server">{source.hostname}</DrawerFigure>
        <DrawerFigure name="App">{source.app_name}</DrawerFigure>
        <DrawerFigure name="Version">{source.version === '' ? '–' : source.version}</DrawerFigure>
      </DrawerFigures>
      <p className="flex px-4 pt-3">
        <SlowBar duration={row.duration} threshold={row.threshold} />
      </p>
      <p className="px-4 pt-3 text-dim">Began {absoluteTime(row.time)}.</p>
      {row.url === null ? null : (
        <p className="px-4 pt-2">
          <code className="break-all">{row.url}</code>
        </p>
      )}
      <InSession traceId={row.traceId} />
      {row.headers === null || Object.keys(row.headers).length === 0 ? null : (
        <DrawerPart title="Request headers">
          <AttributeTable rows={Object.entries(row.headers).map(([name, value]) => ({ name, value }))} />
        </DrawerPart>
      )}
    </div>
  )
}

/** The way to the session of a trace, where this collector has one. */
function InSession({ traceId }: { traceId: string | null }) {
  const trace = useQuery({ ...traceQuery(traceId ?? ''), enabled: traceId !== null })
  if (traceId !== null && trace.isPending) return <div className="h-11" />
  const session = trace.data?.sessionId ?? null
  if (session === null) {
    return <p className="px-4 pt-4 text-dim">This collector has no facts of the request, only this figure.</p>
  }
  return (
    <p className="px-4 pt-4">
      <Link to="/" search={{ session }} className="control px-2">
        Show in its session
      </Link>
    </p>
  )
}
