import { useQuery } from '@tanstack/react-query'
import { rangeWords, WINDOW_WORDS } from '../address/time-range.ts'
import { newestRequestQuery } from '../api/queries.ts'
import { Age } from '../clock/age.tsx'
import { useClock } from '../clock/clock.ts'
import { Button } from '../controls/button.tsx'
import { PulseOnlyState } from '../shell/pulse-only-state.tsx'
import { usePulseOnly } from '../shell/use-pulse-only.ts'
import { EmptyState } from '../status/empty-state.tsx'
import { StartHint } from '../status/start-hint.tsx'
import {
  type ChangeSearch,
  DEFAULT_WINDOW,
  type PerformanceSearch,
  performanceFilter,
  windowReaching,
} from './search.ts'

/** The page when nothing was requested in its stretch of time: whether there was something before, and how to see it. */
export function NoRequests({ search, onChange }: { search: PerformanceSearch; onChange: ChangeSearch }) {
  const { data } = useQuery(newestRequestQuery(performanceFilter(search)))
  const newest = data?.rows[0]?.startTime
  const wider = useClock((now) => (newest === undefined ? null : windowReaching(now - newest)))
  const pulseOnly = usePulseOnly() !== undefined
  if (data === undefined) return <div className="min-h-72 flex-1" />

  return (
    <div className="grid min-h-72 flex-1 place-items-center">
      {pulseOnly ? (
        <PulseOnlyState />
      ) : newest === undefined || wider === null ? (
        <EmptyState
          title={search.app === undefined ? 'No request was made yet' : `No request of ${search.app} yet`}
          line
        >
          <StartHint>How long each route takes appears here with the first request.</StartHint>
        </EmptyState>
      ) : (
        <EmptyState title={`No request ${rangeWords(search, DEFAULT_WINDOW)}`} line>
          <p>
            The newest was made <Age time={newest} ago />. Requests appear here as they end.
          </p>
          <Button
            onClick={() =>
              onChange({
                window: wider === DEFAULT_WINDOW ? undefined : wider,
                from: undefined,
                to: undefined,
              })
            }
          >
            Show {wider === 'all' ? 'all that is kept' : WINDOW_WORDS[wider].replace('in ', '')}
          </Button>
        </EmptyState>
      )}
    </div>
  )
}
