import type { ProcessPulse } from '@kymo/protocol'
import type { ReactNode } from 'react'
import { Share, Size } from '../format/figures.tsx'
import { count } from '../format/quantity.ts'
import { uptimeText } from '../format/uptime.ts'
import type { Column } from '../lists/columns.ts'
import { LoopDelay } from './loop-delay.tsx'
import { StateMark, StateWord } from './state-mark.tsx'

export const PROCESS_COLUMNS: readonly Column<ProcessPulse>[] = [
  {
    id: 'app',
    header: 'App',
    track: 'minmax(0, 1fr)',
    cell: (process) => (
      <>
        <StateMark state={process.state} />
        <span className="truncate">{process.app}</span>
        <span className="truncate text-faint">{process.environment}</span>
      </>
    ),
  },
  {
    id: 'role',
    header: 'Role',
    track: '64px',
    cell: (process) => <span className="text-dim">{process.role}</span>,
  },
  {
    id: 'pid',
    header: 'Pid',
    track: '72px',
    align: 'end',
    cell: (process) => <span className="text-dim">{process.pid}</span>,
  },
  {
    id: 'host',
    header: 'Server',
    track: 'minmax(88px, 0.6fr)',
    cell: (process) => (
      <span className="truncate" title={process.hostname}>
        {process.hostname}
      </span>
    ),
  },
  {
    id: 'cpu',
    header: 'CPU',
    track: '68px',
    align: 'end',
    cell: (process) => <Percent value={process.cpu} />,
  },
  { id: 'rss', header: 'RSS', track: '76px', align: 'end', cell: (process) => <Size value={process.rss} /> },
  {
    id: 'heap',
    header: 'Heap',
    track: '76px',
    align: 'end',
    from: 800,
    cell: (process) => <Size value={process.heapUsed} />,
  },
  {
    id: 'loop',
    header: 'Event loop p99',
    track: '104px',
    align: 'end',
    from: 720,
    cell: (process) => <LoopDelay value={process.eventLoopDelay?.p99 ?? null} />,
  },
  {
    id: 'utilization',
    header: 'Loop busy',
    track: '80px',
    align: 'end',
    from: 1120,
    cell: (process) => <Share value={process.eventLoopUtilization} />,
  },
  {
    id: 'gc',
    header: 'GC',
    track: '68px',
    align: 'end',
    from: 880,
    cell: (process) => <Share value={process.gcShare} />,
  },
  {
    id: 'dropped',
    header: 'Dropped',
    track: '72px',
    align: 'end',
    from: 1200,
    cell: (process) => (
      <span
        className={process.dropped > 0 ? 'text-slow' : 'text-faint'}
        title="Facts that its agent had to drop"
      >
        {count(process.dropped)}
      </span>
    ),
  },
  {
    id: 'uptime',
    header: 'Uptime',
    track: '96px',
    align: 'end',
    from: 640,
    cell: (process) => <span className="text-dim">{uptimeText(process.uptime)}</span>,
  },
  {
    id: 'runtime',
    header: 'Runtime',
    track: '72px',
    from: 1040,
    cell: (process) => <span className="text-dim">{process.runtime}</span>,
  },
  {
    id: 'version',
    header: 'Version',
    track: '88px',
    from: 960,
    cell: (process) => (
      <code className="truncate text-dim" title={process.version}>
        {process.version === '' ? '–' : process.version}
      </code>
    ),
  },
  {
    id: 'state',
    header: 'State',
    track: '72px',
    from: 600,
    cell: (process) => <StateWord state={process.state} />,
  },
]

function Percent({ value }: { value: number }) {
  return (
    <span className="whitespace-nowrap tabular-nums">
      {value < 9.95 ? value.toFixed(1) : Math.round(value)}
      <span className="text-faint">&nbsp;%</span>
    </span>
  )
}

interface ProcessTwoLinesProps {
  readonly process: ProcessPulse
  /** Below the head: its server where that is not said already. */
  readonly children?: ReactNode
}

/** A process where there is no room for columns. */
export function ProcessTwoLines({ process, children = process.hostname }: ProcessTwoLinesProps) {
  return (
    <>
      <span className="flex items-center gap-2">
        <StateMark state={process.state} />
        <span className="min-w-0 truncate">{process.app}</span>
        <span className="text-dim">
          {process.role} {process.pid}
        </span>
        <span className="ml-auto flex shrink-0 gap-3">
          <Percent value={process.cpu} />
          <Size value={process.rss} />
        </span>
      </span>
      <span className="flex gap-3 pl-[18px] text-label text-dim">
        <span className="min-w-0 truncate">{children}</span>
        <span className="ml-auto shrink-0">
          {process.state === 'alive' ? `up ${uptimeText(process.uptime)}` : process.state}
        </span>
      </span>
    </>
  )
}

/** What else is known of a process, in one line. */
export function ProcessFigures({ process }: { process: ProcessPulse }) {
  const { heapUsed, eventLoopDelay, gcShare, version } = process
  return (
    <>
      heap <Size value={heapUsed} />
      {eventLoopDelay === null ? null : (
        <>
          , loop <LoopDelay value={eventLoopDelay.p99} />
        </>
      )}
      {gcShare === null ? null : (
        <>
          , GC <Share value={gcShare} />
        </>
      )}
      {version === '' ? '' : `, ${version}`}
    </>
  )
}
