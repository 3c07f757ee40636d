import { WINDOW_WORDS } from '../address/time-range.ts'
import { Button } from '../controls/button.tsx'
import { PulseOnlyState } from '../shell/pulse-only-state.tsx'
import { usePulseOnly } from '../shell/use-pulse-only.ts'
import { EmptyState } from '../status/empty-state.tsx'
import { type ChangeErrors, DEFAULT_WINDOW, type ErrorsSearch } from './search.ts'

/** The page when nothing failed, or nothing that the filters let through. */
export function NoErrors({ search, onChange }: { search: ErrorsSearch; onChange: ChangeErrors }) {
  const pulseOnly = usePulseOnly() !== undefined
  const window = search.window ?? DEFAULT_WINDOW
  if (pulseOnly) return <PulseOnlyState />
  if (search.q !== undefined || search.app !== undefined) {
    return (
      <EmptyState title="No error matches">
        <p>It must be of the app and contain the text above, in its type or its message.</p>
        <Button onClick={() => onChange({ q: undefined, app: undefined })}>Show all</Button>
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={window === 'all' ? 'Nothing has failed' : `Nothing failed ${WINDOW_WORDS[window]}`}
      line
    >
      <p>
        What is thrown in a page, a route handler, a server action, the proxy or the browser appears here, the
        same mistake once, with the line of code that made it.
      </p>
      {window === 'all' ? null : (
        <Button onClick={() => onChange({ window: 'all' })}>Show all that is kept</Button>
      )}
    </EmptyState>
  )
}
