import type { BrowserCall } from '@kymo/protocol'
import { axisDurationText } from '../../format/duration-axis.ts'
import { Duration, Size } from '../../format/figures.tsx'
import type { Column } from '../../lists/columns.ts'
import { StatusCode } from '../../status/status-code.tsx'
import { type Range, ticks } from '../../timeline/scale.ts'
import { CallBar } from './call-bar.tsx'
import { API_NAMES, isFailed, isSlow, pathOf } from './call-facts.ts'
import { CallMarks } from './call-marks.tsx'

interface CallColumnsOptions {
  readonly slowThreshold: number
  readonly origin: number
  readonly range: Range
}

export function callColumns({ slowThreshold, origin, range }: CallColumnsOptions): Column<BrowserCall>[] {
  return [
    {
      id: 'call',
      header: 'Call',
      track: 'minmax(180px, 0.75fr)',
      cell: (call) => (
        <>
          <code className="min-w-0 truncate" title={call.url}>
            <span className="text-dim">{call.by === 'websocket' ? 'WS' : call.method}</span>{' '}
            {pathOf(call.url)}
          </code>
          <CallMarks call={call} slowThreshold={slowThreshold} />
        </>
      ),
    },
    {
      id: 'host',
      header: 'Host',
      track: 'minmax(110px, 0.3fr)',
      from: 1100,
      cell: (call) => (
        <span className="truncate text-dim" title={call.host}>
          {call.host}
        </span>
      ),
    },
    {
      id: 'by',
      header: 'By',
      track: '84px',
      from: 1280,
      cell: (call) => <span className="text-dim">{API_NAMES[call.by]}</span>,
    },
    {
      id: 'status',
      header: 'Status',
      // Room for `no status`, which sockets and beacons have.
      track: '96px',
      from: 700,
      cell: (call) => <StatusCode code={call.statusCode} failed={isFailed(call)} />,
    },
    {
      id: 'interaction',
      header: 'After',
      track: 'minmax(160px, 0.5fr)',
      from: 980,
      cell: (call) =>
        call.interaction === null ? (
          <span className="text-faint">–</span>
        ) : (
          <span className="truncate" title={call.interaction}>
            {call.interaction}
          </span>
        ),
    },
    {
      id: 'size',
      header: 'Size',
      track: '72px',
      align: 'end',
      from: 860,
      cell: (call) => <Size value={call.responseSize} />,
    },
    {
      id: 'duration',
      header: 'Duration',
      track: '80px',
      align: 'end',
      cell: (call) => (
        <Duration value={call.duration} className={isSlow(call, slowThreshold) ? 'text-slow' : ''} />
      ),
    },
    {
      id: 'waterfall',
      header: <WaterfallHead range={range} />,
      name: 'Waterfall',
      track: 'minmax(120px, 1fr)',
      from: 520,
      cell: (call) => (
        <span className="call-bars" data-call={call.id}>
          <CallBar call={call} origin={origin} range={range} />
        </span>
      ),
    },
  ]
}

/** The axis: time since the first call of the visit. */
function WaterfallHead({ range }: { range: Range }) {
  const length = range.to - range.from
  const marks = ticks(range, 4)
  const step = (marks[1] ?? length) - (marks[0] ?? 0)
  return (
    <span aria-hidden="true" className="waterfall-head">
      {marks.map((mark) => {
        const at = (mark - range.from) / length
        return at > 0.9 ? null : (
          <span key={mark} style={{ left: `${at * 100}%` }}>
            {axisDurationText(mark, step)}
          </span>
        )
      })}
    </span>
  )
}
