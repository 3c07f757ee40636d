import type { ErrorRow } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FleetFilter, fleetErrorsQuery } from '../api/fleet.ts'
import { errorGroupQuery } from '../api/queries.ts'
import { Age } from '../clock/age.tsx'
import { ErrorTitle } from '../detail/error-title.tsx'
import { Stack } from '../detail/stack.tsx'
import { plural } from '../format/plural.ts'
import { Drawer } from '../panes/drawer.tsx'
import { DrawerFigure, DrawerFigures, DrawerPart } from '../panes/drawer-part.tsx'
import { EmptyState } from '../status/empty-state.tsx'
import { Problem } from '../status/problem.tsx'
import { errorKey, errorRowKey } from './error-groups.tsx'

interface ErrorDrawerProps {
  readonly fingerprint: string
  /** `<app>@<environment>`; any unless given. */
  readonly of: string | undefined
  readonly filter: FleetFilter
  readonly onClose: () => void
}

/** One mistake, as the servers tell of it. */
export function ErrorDrawer({ fingerprint, of, filter, onClose }: ErrorDrawerProps) {
  // The list beside it has read them.
  const { data, error, refetch } = useQuery({ ...fleetErrorsQuery(filter), refetchOnMount: false })
  const row = data?.find(
    (candidate) =>
      candidate.fingerprint === fingerprint &&
      (of === undefined || errorRowKey(candidate) === errorKey(fingerprint, of)),
  )
  return (
    <Drawer label="Error" title={row === undefined ? null : <ErrorTitle type={row.type} />} onClose={onClose}>
      {row !== undefined ? (
        <Detail row={row} />
      ) : data !== undefined ? (
        <EmptyState title="This error is no longer told of">
          Servers tell of an error for an hour after it was seen last.
        </EmptyState>
      ) : error === null ? null : (
        <Problem error={error} onRetry={() => void refetch()} />
      )}
    </Drawer>
  )
}

function Detail({ row }: { row: ErrorRow }) {
  return (
    <div className="pb-6">
      <p className="px-4 pt-4 text-prose break-words whitespace-pre-wrap">{row.message}</p>
      <DrawerFigures>
        <DrawerFigure name="Happened">{plural(row.count, 'time')}</DrawerFigure>
        <DrawerFigure name="First seen">
          <Age time={row.firstSeen} ago />
        </DrawerFigure>
        <DrawerFigure name="Last seen">
          <Age time={row.lastSeen} ago />
        </DrawerFigure>
        <DrawerFigure name="App">{row.app}</DrawerFigure>
        <DrawerFigure name="Environment">{row.environment === '' ? '–' : row.environment}</DrawerFigure>
        <DrawerFigure name="On">{row.servers.join(', ')}</DrawerFigure>
      </DrawerFigures>
      {row.route === null && row.url === null ? null : (
        <p className="px-4 pt-4">
          <span className="text-dim">Last in </span>
          <code className="break-all">
            {row.method === null ? '' : `${row.method} `}
            {row.url ?? row.route}
          </code>
        </p>
      )}
      <OnErrorsPage fingerprint={row.fingerprint} />
      {row.stack === null ? null : (
        <DrawerPart title="Stack of the newest sample">
          <div className="px-4">
            <Stack stack={row.stack} type={row.type} message={row.message} source={null} />
          </div>
        </DrawerPart>
      )}
    </div>
  )
}

/** The way to the same error on its own page, where this collector has facts of it. */
function OnErrorsPage({ fingerprint }: { fingerprint: string }) {
  const { data, isPending } = useQuery(errorGroupQuery(fingerprint))
  if (isPending) return <div className="h-11" />
  if (data === undefined) return null
  return (
    <p className="px-4 pt-4">
      <Link to="/errors" search={{ error: fingerprint }} className="control px-2">
        Show on the Errors page
      </Link>
    </p>
  )
}
