import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLiveState } from '../api/live-context.ts'
import { livingLineQuery } from '../api/queries.ts'
import { useClock } from '../clock/clock.ts'
import { Hint } from '../controls/hint.tsx'
import { plural } from '../format/plural.ts'
import { asText, count, UNKNOWN } from '../format/quantity.ts'
import { LINE_SECONDS, lineCounts, linePath } from './living-line-path.ts'

const WIDTH = 180
const HEIGHT = 26

/**
 * The living line: the requests of the last minute. It shows what the collector counted, read anew whenever requests
 * ended, so that none is lost or counted twice however the connection fares. Without a connection it is not known.
 */
export function LivingLine() {
  const state = useLiveState()
  const { data, dataUpdatedAt } = useQuery(livingLineQuery)
  const known = data !== undefined && (state === 'live' || state === 'paused')
  const pausedAt = useRef<number>(undefined)
  useEffect(() => {
    pausedAt.current = state === 'paused' ? Date.now() : undefined
  }, [state])
  const counts = (now: number) =>
    known
      ? lineCounts(data, (pausedAt.current ?? now) - dataUpdatedAt)
      : new Array<number>(LINE_SECONDS).fill(0)
  const path = useClock((now) => linePath(counts(now), WIDTH, HEIGHT))
  const total = useClock((now) => counts(now).reduce((sum, value) => sum + value, 0))
  const live = state === 'live'
  const figure = known ? count(total) : asText(UNKNOWN)

  return (
    <Hint
      text={`Requests that began in the ${LINE_SECONDS} seconds ${state === 'paused' ? 'before the pause' : 'up to now'}`}
    >
      <div
        className="hidden items-center gap-2 sm:flex"
        role="img"
        aria-label={
          known ? `${plural(total, 'request')} in the last minute` : 'Requests in the last minute: not known'
        }
      >
        <svg
          viewBox={`0 0 ${WIDTH + 6} ${HEIGHT}`}
          width={WIDTH + 6}
          height={HEIGHT}
          fill="none"
          aria-hidden="true"
          className={`living-line ${live ? '' : 'living-line-rests'}`}
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
          {figure}
          <span className="text-faint"> req/min</span>
        </span>
      </div>
    </Hint>
  )
}
