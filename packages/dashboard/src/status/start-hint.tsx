import { useQuery } from '@tanstack/react-query'
import { statusQuery } from '../api/queries.ts'
import { CopyCommand } from '../controls/copy-command.tsx'

/** What makes the first request appear: starting the app, or, where it runs, opening one of its pages. */
export function StartHint({ children }: { children: string }) {
  const { data: status } = useQuery(statusQuery)
  const apps = [...new Set(status?.instances.map(({ app }) => app))]
  return (
    <>
      <p>
        {children}{' '}
        {apps.length === 0 ? (
          'Start your app with Kymo beside it:'
        ) : (
          <>
            <strong className="font-medium text-text">{apps.join(', ')}</strong>{' '}
            {apps.length === 1
              ? 'is connected: open one of its pages.'
              : 'are connected: open one of their pages.'}
          </>
        )}
      </p>
      {apps.length === 0 ? <CopyCommand command="npx kymo dev" /> : null}
    </>
  )
}
