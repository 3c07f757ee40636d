import { memo } from 'react'
import { memoryShare } from '../api/fleet-state.ts'
import { Mark } from '../status/mark.tsx'
import { Meter } from '../status/meter.tsx'
import { diskLevel, HIGH_CPU, HIGH_MEMORY } from './levels.ts'
import { ServerItem, type ServerItemProps } from './server-item.tsx'
import { LostSince } from './since.tsx'

/** One of many servers: what tells that it needs a look. */
export const ServerTile = memo(function ServerTile(props: ServerItemProps) {
  const { server } = props
  const memory = memoryShare(server)
  const disk = Math.max(0, ...server.disks.map((one) => diskLevel(one).used))
  const fullDisk = server.disks.some((one) => diskLevel(one).word !== null)
  return (
    <ServerItem {...props} className="server-tile">
      {server.state === 'lost' ? (
        <p className="server-lost">
          <LostSince time={server.lastSeen} />
        </p>
      ) : (
        <div className="server-bars">
          <Bar name="CPU" value={server.cpu} high={server.cpu >= HIGH_CPU} />
          <Bar name="Memory" short="Mem" value={memory} high={memory >= HIGH_MEMORY} />
          {server.disks.length === 0 ? null : <Bar name="Disk" value={disk} high={fullDisk} />}
        </div>
      )}
    </ServerItem>
  )
})

interface BarProps {
  readonly name: string
  readonly short?: string
  readonly value: number
  readonly high: boolean
}

function Bar({ name, short = name, value, high }: BarProps) {
  return (
    <span className="server-bar" data-high={high || undefined}>
      <span className="text-faint">{short}</span>
      <Meter name={name} value={value} />
      <span className="flex items-center justify-end gap-1">
        {high ? <Mark shape="triangle" className="text-slow" label="high" /> : null}
        {Math.round(value)}
        <span className="text-faint">%</span>
      </span>
    </span>
  )
}
