import type { ProcessPulse, ServerPulse } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { type FleetFilter, serverHistoryQuery } from '../api/fleet.ts'
import { memoryShare } from '../api/fleet-state.ts'
import { Age } from '../clock/age.tsx'
import { plural } from '../format/plural.ts'
import { asText, size } from '../format/quantity.ts'
import { uptimeText } from '../format/uptime.ts'
import { Drawer } from '../panes/drawer.tsx'
import { DrawerFigure, DrawerFigures, DrawerPart } from '../panes/drawer-part.tsx'
import { EmptyState } from '../status/empty-state.tsx'
import { Problem } from '../status/problem.tsx'
import { DiskBars } from './disk-bars.tsx'
import { HistoryCharts } from './history-charts.tsx'
import { LoopDelay } from './loop-delay.tsx'
import { ProcessFigures, ProcessTwoLines } from './process-columns.tsx'
import { LostSince } from './since.tsx'
import { StateMark, StateWord } from './state-mark.tsx'

interface ServerDrawerProps {
  readonly id: string
  readonly server: ServerPulse | undefined
  readonly processes: readonly ProcessPulse[]
  readonly filter: FleetFilter
  readonly words: string
  readonly onZoom: (from: number, to: number) => void
  readonly onClose: () => void
}

/** One server: its figures over time, its disks and its processes. */
export function ServerDrawer({ id, server, processes, filter, words, onZoom, onClose }: ServerDrawerProps) {
  const history = useQuery(serverHistoryQuery(id, filter))
  return (
    <Drawer
      label={`Server ${id}`}
      title={
        <h2 className="flex items-center gap-2 text-prose font-medium">
          {server === undefined ? null : <StateMark state={server.state} />}
          <span className="min-w-0 break-all">{id}</span>
        </h2>
      }
      onClose={onClose}
    >
      {server === undefined ? (
        <EmptyState title="This server is no longer kept">
          A server that left is shown for ten minutes, one that is lost for a day.
        </EmptyState>
      ) : (
        <>
          {server.state === 'lost' ? (
            <p className="px-4 pt-3 font-medium text-lost">
              <LostSince time={server.lastSeen} />
            </p>
          ) : null}
          <Figures server={server} />
        </>
      )}
      <DrawerPart title={`Over time, ${words}`}>
        {history.data === undefined ? (
          history.error === null ? (
            <div className="h-72" />
          ) : (
            <Problem error={history.error} onRetry={() => void history.refetch()} />
          )
        ) : history.data.time.length === 0 ? (
          <p className="px-4 text-dim">Nothing is known of this time.</p>
        ) : (
          <HistoryCharts history={history.data} onZoom={onZoom} />
        )}
      </DrawerPart>
      {server === undefined || server.disks.length === 0 ? null : (
        <DrawerPart title="Disks">
          <div className="px-4">
            <DiskBars disks={server.disks} />
          </div>
        </DrawerPart>
      )}
      {processes.length === 0 ? null : (
        <DrawerPart title="Processes">
          <ul>
            {processes.map((process) => (
              <li key={process.id} className="border-t border-hairline px-4 py-1.5">
                <ProcessTwoLines process={process}>
                  <ProcessFigures process={process} />
                </ProcessTwoLines>
              </li>
            ))}
          </ul>
        </DrawerPart>
      )}
      <div className="h-6" />
    </Drawer>
  )
}

function Figures({ server }: { server: ServerPulse }) {
  return (
    <DrawerFigures>
      <DrawerFigure name="State">
        <StateWord state={server.state} />
      </DrawerFigure>
      <DrawerFigure name="Last heartbeat">
        <Age time={server.lastSeen} ago />
      </DrawerFigure>
      <DrawerFigure name="Up">{uptimeText(server.uptime)}</DrawerFigure>
      <DrawerFigure name="CPU">
        {Math.round(server.cpu)} %
        {server.cpuCount === null ? '' : ` of ${plural(Number(server.cpuCount.toFixed(1)), 'core')}`}
      </DrawerFigure>
      <DrawerFigure name="Memory">
        {Math.round(memoryShare(server))} % of {asText(size(server.memoryTotal))}
      </DrawerFigure>
      <DrawerFigure name="Event loop p99">
        <LoopDelay value={server.eventLoopDelayP99} />
      </DrawerFigure>
      <DrawerFigure name="Load">{server.loadAverage.map((load) => load.toFixed(2)).join(' ')}</DrawerFigure>
      <DrawerFigure name="Platform">
        {server.platform}
        {server.container ? ', container' : ''}
      </DrawerFigure>
      <DrawerFigure name="Runtime">{server.runtimes.join(', ')}</DrawerFigure>
      <DrawerFigure name="Apps">{server.apps.join(', ')}</DrawerFigure>
      <DrawerFigure name="Environment">{server.environments.join(', ') || '–'}</DrawerFigure>
      <DrawerFigure name="Version">{server.versions.join(', ') || '–'}</DrawerFigure>
    </DrawerFigures>
  )
}
