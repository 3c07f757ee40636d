import { useMemo } from 'react'
import { useLiveState, useRuntimeUpdates } from '../api/live-context.ts'
import { useClock } from '../clock/clock.ts'
import { Hint } from '../controls/hint.tsx'
import { count } from '../format/quantity.ts'
import { PULSE_SECONDS, PulseRecorder, pulsePath } from './pulse-path.ts'

const WIDTH = 180
const HEIGHT = 26

/** The living line: the requests of the last minute, drawn as they end. */
export function PulseLine() {
  const recorder = useMemo(() => new PulseRecorder(), [])
  const state = useLiveState()
  useRuntimeUpdates((update) => recorder.add(Date.now(), update.requests))
  const path = useClock((now) => pulsePath(recorder.read(now), WIDTH, HEIGHT))
  const total = useClock((now) => recorder.read(now).reduce((sum, value) => sum + value, 0))
  const live = state === 'live'

  return (
    <Hint text={`Requests that ended in the last ${PULSE_SECONDS} seconds, as this page saw them`}>
      <div
        className="hidden items-center gap-2 sm:flex"
        role="img"
        aria-label={`${total} requests in the last minute`}
      >
        <svg
          viewBox={`0 0 ${WIDTH + 6} ${HEIGHT}`}
          width={WIDTH + 6}
          height={HEIGHT}
          fill="none"
          aria-hidden="true"
          className={`pulse-line ${live ? '' : 'pulse-rests'}`}
        >
          <path
            d={path}
            stroke="currentColor"
            strokeWidth="1.25"
            strokeLinejoin="round"
            strokeLinecap="round"
          />
          <circle cx={WIDTH + 2} cy={HEIGHT * 0.68} r="2" fill="currentColor" />
        </svg>
        <span aria-hidden="true" className="w-18 text-label text-dim">
          {count(total)}
          <span className="text-faint"> req/min</span>
        </span>
      </div>
    </Hint>
  )
}
