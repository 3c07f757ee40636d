import type { ServerPulse } from '@kymo/protocol'
import { memo } from 'react'
import { memoryShare } from '../api/fleet-state.ts'
import { plural } from '../format/plural.ts'
import { asText, size } from '../format/quantity.ts'
import { uptimeText } from '../format/uptime.ts'
import { Tags } from '../status/tags.tsx'
import { DiskBars } from './disk-bars.tsx'
import { Gauge } from './gauge.tsx'
import { HIGH_CPU, HIGH_MEMORY } from './levels.ts'
import { LoopDelay } from './loop-delay.tsx'
import { ServerItem, type ServerItemProps } from './server-item.tsx'
import { LostSince } from './since.tsx'

const DISKS = 2

/** One server with all that is looked at first. */
export const ServerCard = memo(function ServerCard(props: ServerItemProps) {
  const { server, history } = props
  const { cpu, memoryTotal, memoryFree } = server
  const lost = server.state === 'lost'
  return (
    <ServerItem
      {...props}
      note={
        <code
          className="ml-auto max-w-[40%] shrink-0 truncate text-label! text-faint"
          title="Version of the app"
        >
          {server.versions.join(', ')}
        </code>
      }
    >
      <p className="server-line">
        {lost ? (
          <span className="server-lost">
            <LostSince time={server.lastSeen} />
          </span>
        ) : (
          <ServerTags server={server} />
        )}
      </p>
      <div className="server-gauges">
        <Gauge
          name="CPU"
          value={cpu}
          high={HIGH_CPU}
          note={loadWords(server)}
          hint={`Load average over 1, 5 and 15 minutes: ${server.loadAverage.join(', ')}`}
          history={history}
          of="cpu"
        />
        <Gauge
          name="Memory"
          value={memoryShare(server)}
          high={HIGH_MEMORY}
          note={`${size(memoryTotal - memoryFree).value} of ${asText(size(memoryTotal))}`}
          history={history}
          of="memory"
        />
      </div>
      <DiskBars disks={server.disks} most={DISKS} />
      <p className="server-line server-foot">
        {lost ? (
          <ServerTags server={server} />
        ) : (
          <>
            <span title="How late the event loop was at worst 1 time in 100, of the process that is worst off">
              loop <LoopDelay value={server.eventLoopDelayP99} />
            </span>
            <span title="Of the process that runs longest">up {uptimeText(server.uptime)}</span>
            {server.disks.length <= DISKS ? null : (
              <span title="Disks that are less full than these">
                +{plural(server.disks.length - DISKS, 'disk')}
              </span>
            )}
            <span className="ml-auto">{plural(server.processes.length, 'process', 'processes')}</span>
          </>
        )}
      </p>
    </ServerItem>
  )
})

/** `load 0.42, 4 cores`; without the cores where something else needs the room. */
function loadWords({ cpu, loadAverage, cpuCount }: ServerPulse): string {
  const [load = 0] = loadAverage
  const cores = cpuCount === null || cpu >= HIGH_CPU ? '' : plural(Number(cpuCount.toFixed(1)), 'core')
  return [
    ...(load === 0 ? [] : [`load ${load.toFixed(load < 10 ? 2 : 0)}`]),
    ...(cores === '' ? [] : [cores]),
  ].join(', ')
}

function ServerTags({ server }: { server: ServerPulse }) {
  return (
    <>
      <Tags of={server.apps} />
      <span className="truncate text-dim">
        {[
          ...server.environments.filter((name) => name !== ''),
          ...(server.container ? ['container'] : []),
        ].join(' · ')}
      </span>
    </>
  )
}
