import { type BrowserCall, CALL_PHASES } from '@kymo/protocol'
import type { ReactNode } from 'react'
import { Duration, Size } from '../../format/figures.tsx'
import { API_NAMES, PHASE_NAMES, pathOf } from './call-facts.ts'

export interface HoveredCall {
  readonly call: BrowserCall
  readonly x: number
  readonly y: number
}

const WIDTH = 300

/** The exact figures of the call under the pointer. Its session's timeline has them for the keyboard. */
export function CallCard({ hovered: { call, x, y }, origin }: { hovered: HoveredCall; origin: number }) {
  const left = x + 14 + WIDTH < window.innerWidth ? x + 14 : Math.max(8, x - WIDTH - 14)
  const below = y < window.innerHeight - 300
  return (
    <div
      aria-hidden="true"
      className="popup pointer-events-none fixed z-40 p-3"
      style={{ left, width: WIDTH, ...(below ? { top: y + 16 } : { bottom: window.innerHeight - y + 12 }) }}
    >
      <p className="truncate font-mono">
        <span className="text-dim">{call.method}</span> {pathOf(call.url)}
      </p>
      <p className="truncate pb-1 text-dim">
        {call.host}, by {API_NAMES[call.by]}
      </p>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 tabular-nums">
        <Line name="Begins at">
          <Duration value={call.startTime - origin} />
        </Line>
        <Line name="Takes">
          <Duration value={call.duration} />
        </Line>
        {CALL_PHASES.map((phase) => {
          const value = call.phases?.[phase]
          return value === undefined || value === 0 ? null : (
            <Line
              key={phase}
              name={<span className="pl-3 first-letter:uppercase">{PHASE_NAMES[phase]}</span>}
            >
              <Duration value={value} />
            </Line>
          )
        })}
        {call.phases === null ? <Line name="Phases">not told by the browser</Line> : null}
        {call.server === null ? null : (
          <Line name={`On the server, ${call.server.route ?? call.server.app}`}>
            <Duration value={call.server.duration} />
          </Line>
        )}
        {call.responseSize === null ? null : (
          <Line name="Received">
            <Size value={call.responseSize} />
          </Line>
        )}
      </dl>
      {call.interaction === null ? null : (
        <p className="pt-1">
          <span className="text-dim">After: </span>
          {call.interaction}
        </p>
      )}
      {call.error === null ? null : <p className="pt-1 text-error">{call.error}</p>}
    </div>
  )
}

function Line({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="truncate text-dim">{name}</dt>
      <dd className="text-right">{children}</dd>
    </>
  )
}
