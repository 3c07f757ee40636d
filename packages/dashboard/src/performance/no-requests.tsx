import { Button } from '../controls/button.tsx'
import { CopyCommand } from '../controls/copy-command.tsx'
import { EmptyState } from '../status/empty-state.tsx'
import type { ChangeSearch } from './performance-page.tsx'
import type { PerformanceSearch } from './search.ts'

/** The page when nothing was requested in its stretch of time. */
export function NoRequests({ search, onChange }: { search: PerformanceSearch; onChange: ChangeSearch }) {
  const all = search.window === 'all' && search.from === undefined
  return (
    <div className="grid min-h-72 flex-1 place-items-center">
      {all ? (
        <EmptyState title="No request was made yet" line>
          <p>
            How long each route takes appears here with the first request. Start your app with Kymo beside it:
          </p>
          <CopyCommand command="npx kymo dev" />
        </EmptyState>
      ) : (
        <EmptyState title="No request was made in this time" line>
          <p>Requests appear here as they end. Or look further back:</p>
          <Button onClick={() => onChange({ window: 'all', from: undefined, to: undefined })}>
            Show all that is kept
          </Button>
        </EmptyState>
      )}
    </div>
  )
}
