import { CopyCommand } from '../controls/copy-command.tsx'
import { EmptyState } from '../status/empty-state.tsx'

/** The page before the first fact. */
export function Welcome() {
  return (
    <div className="grid h-full place-items-center">
      <EmptyState title="Nothing has happened yet" line>
        <p>
          Each page visit and request appears here the moment it is made, with all the fetches, actions and
          errors it causes. Start your app with Kymo beside it:
        </p>
        <CopyCommand command="npx kymo dev" />
      </EmptyState>
    </div>
  )
}
