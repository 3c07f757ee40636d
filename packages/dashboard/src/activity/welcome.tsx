import { useQuery } from '@tanstack/react-query'
import { statusQuery } from '../api/queries.ts'
import { CopyCommand } from '../controls/copy-command.tsx'
import { EmptyState } from '../status/empty-state.tsx'

/** The page before the first fact. */
export function Welcome() {
  const { data: status } = useQuery(statusQuery)
  const apps = [...new Set(status?.instances.map(({ app }) => app))]
  return (
    <div className="grid h-full place-items-center">
      <EmptyState title="Nothing has happened yet" line>
        <p>
          Each page visit and request appears here the moment it is made, with all the fetches, actions and
          errors it causes.{' '}
          {apps.length === 0 ? (
            'Start your app with Kymo beside it:'
          ) : (
            <>
              <strong className="font-medium text-text">{apps.join(', ')}</strong> is connected: open one of
              its pages.
            </>
          )}
        </p>
        {apps.length === 0 ? <CopyCommand command="npx kymo dev" /> : null}
      </EmptyState>
    </div>
  )
}
