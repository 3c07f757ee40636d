import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useMemo } from 'react'
import { rangeWords } from '../address/time-range.ts'
import { offerClose } from '../shell/close-detail.ts'
import { useTitle } from '../shell/use-title.ts'
import { Problem } from '../status/problem.tsx'
import { AlertsDrawer } from './alerts-drawer.tsx'
import { chooseFleet } from './choose-fleet.ts'
import { EmptyFleet } from './empty-fleet.tsx'
import { ErrorDrawer } from './error-drawer.tsx'
import { ErrorGroups, errorKey } from './error-groups.tsx'
import { FiringAlerts } from './firing-alerts.tsx'
import { HealthSection } from './health.tsx'
import { Notices } from './notices.tsx'
import { ProcessTable } from './process-table.tsx'
import { type ChangePulse, DEFAULT_WINDOW, fleetFilter, NO_DETAIL, type PulseSearch } from './search.ts'
import { ServerDrawer } from './server-drawer.tsx'
import { Servers } from './servers.tsx'
import { SkippedDrawer } from './skipped-drawer.tsx'
import { SlowDrawer } from './slow-drawer.tsx'
import { SlowRequests } from './slow-requests.tsx'
import { StateNews } from './state-news.tsx'
import { Toolbar } from './toolbar.tsx'
import { TrafficSection } from './traffic.tsx'
import { useFleet } from './use-fleet.ts'
import { WallHead } from './wall-head.tsx'

/** How the servers are, and the apps on them. */
export function PulsePage() {
  const search = useSearch({ from: '/pulse' })
  const navigate = useNavigate({ from: '/pulse' })
  useTitle('Pulse')
  const { data: snapshot, error, refetch } = useFleet()
  const { app, environment, state, q } = search
  const fleet = useMemo(
    () => (snapshot === undefined ? undefined : chooseFleet(snapshot, { app, environment, state, q })),
    [snapshot, app, environment, state, q],
  )
  const filter = fleetFilter(search)
  const words = rangeWords(search, DEFAULT_WINDOW)
  const wall = search.wall !== undefined

  const change: ChangePulse = (next, how) =>
    void navigate({
      search: (known: PulseSearch) => ({ ...known, ...next }),
      replace: how === 'replace',
    })
  const zoom = (from: number, to: number) => change({ from: Math.round(from), to: Math.round(to) })
  const close = () => change(NO_DETAIL)
  const leaveWall = useEffectEvent(() => change({ wall: undefined }))
  useEffect(() => (wall ? offerClose(() => leaveWall()) : undefined), [wall])

  return (
    <div className="flex h-full min-w-0">
      <div className="pulse-page">
        {wall ? (
          <WallHead fleet={fleet} onLeave={() => change({ wall: undefined })} />
        ) : (
          <Toolbar snapshot={snapshot} search={search} firing={fleet?.firing.length ?? 0} onChange={change} />
        )}
        {snapshot === undefined || fleet === undefined ? (
          error === null ? null : (
            <Problem error={error} onRetry={() => void refetch()} />
          )
        ) : (
          <div className="page-scroll" tabIndex={0}>
            <FiringAlerts firing={fleet.firing} onChange={change} />
            <Notices snapshot={snapshot} onChange={change} />
            <StateNews servers={snapshot.servers} />
            {snapshot.servers.length === 0 ? (
              <EmptyFleet />
            ) : (
              <div className="page-parts">
                <Servers fleet={fleet} history={snapshot.history} search={search} onChange={change} />
                <HealthSection apps={fleet.apps} />
                <TrafficSection filter={filter} words={words} onZoom={zoom} />
                <SlowRequests filter={filter} words={words} open={search.slow} onChange={change} />
                <ErrorGroups
                  filter={filter}
                  words={words}
                  open={search.error === undefined ? undefined : errorKey(search.error, search.of ?? '')}
                  onChange={change}
                />
                {wall ? null : <ProcessTable processes={fleet.processes} onChange={change} />}
              </div>
            )}
          </div>
        )}
      </div>
      {search.server !== undefined && snapshot !== undefined ? (
        <ServerDrawer
          key={search.server}
          id={search.server}
          server={snapshot.servers.find(({ id }) => id === search.server)}
          processes={snapshot.processes.filter(({ hostname }) => hostname === search.server)}
          filter={filter}
          words={words}
          onZoom={zoom}
          onClose={close}
        />
      ) : search.slow !== undefined ? (
        <SlowDrawer key={search.slow} id={search.slow} filter={filter} onClose={close} />
      ) : search.error !== undefined ? (
        <ErrorDrawer
          key={`${search.error} ${search.of}`}
          fingerprint={search.error}
          of={search.of}
          filter={filter}
          onClose={close}
        />
      ) : search.panel === 'alerts' ? (
        <AlertsDrawer onClose={close} />
      ) : search.panel === 'skipped' && snapshot !== undefined ? (
        <SkippedDrawer skipped={snapshot.skipped} onClose={close} />
      ) : null}
    </div>
  )
}
