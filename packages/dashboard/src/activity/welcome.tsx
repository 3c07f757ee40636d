import { PulseOnlyState } from '../shell/pulse-only-state.tsx'
import { usePulseOnly } from '../shell/use-pulse-only.ts'
import { EmptyState } from '../status/empty-state.tsx'
import { StartHint } from '../status/start-hint.tsx'

/** The page before the first fact. */
export function Welcome() {
  const pulseOnly = usePulseOnly() !== undefined
  return (
    <div className="grid h-full place-items-center">
      {pulseOnly ? (
        <PulseOnlyState />
      ) : (
        <EmptyState title="Nothing has happened yet" line>
          <StartHint>
            Each page visit and request appears here the moment it is made, with all the fetches, actions and
            errors it causes.
          </StartHint>
        </EmptyState>
      )}
    </div>
  )
}
