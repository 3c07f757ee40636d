import type { BrowserCall } from '@kymo/protocol'
import { OffSide, percent } from '../../timeline/bar.tsx'
import { placed, type Range } from '../../timeline/scale.ts'
import { isFailed, segmentsOf } from './call-facts.ts'

interface CallBarProps {
  readonly call: BrowserCall
  readonly origin: number
  readonly range: Range
}

/** A call along the axis: its phases, and beneath them the part that a server of ours spent on it. */
export function CallBar({ call, origin, range }: CallBarProps) {
  const start = call.startTime - origin
  const end = start + call.duration
  const place = placed(start, end, range)
  if (place === undefined) return <OffSide before={end < range.from} />
  const { server } = call
  const served =
    server === null
      ? undefined
      : placed(server.startTime - origin, server.startTime - origin + server.duration, range)
  return (
    <>
      <span
        className={`call-bar ${isFailed(call) ? 'bar-failed' : ''}`}
        style={{ left: percent(place.left), width: percent(place.width) }}
      >
        {segmentsOf(call).map(({ phase, left, width }) => {
          const from = start + left * call.duration
          const part = placed(from, from + width * call.duration, range)
          return part === undefined || place.width === 0 ? null : (
            <i
              key={phase}
              data-phase={phase}
              style={{
                left: percent((part.left - place.left) / place.width),
                width: percent(part.width / place.width),
              }}
            />
          )
        })}
      </span>
      {served === undefined ? null : (
        <span className="call-server" style={{ left: percent(served.left), width: percent(served.width) }} />
      )}
    </>
  )
}
