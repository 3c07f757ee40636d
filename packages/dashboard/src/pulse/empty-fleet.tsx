import { CopyCommand } from '../controls/copy-command.tsx'
import { EmptyState } from '../status/empty-state.tsx'

/** The page before any server told of itself. */
export function EmptyFleet() {
  return (
    <div className="grid min-h-80 flex-1 place-items-center">
      <EmptyState title="No server tells of itself yet" line>
        <p>
          Every server that reaches the same Redis as this collector appears here within five seconds. Set{' '}
          <code>KYMO_REDIS_URL</code> for both, and start the app with Kymo's preload:
        </p>
        <CopyCommand command="node --import @kymo/node/register server.js" />
        <p>
          Under <code>npx kymo dev</code> nothing needs to be set. <code>docs/pulse.md</code> says the rest,
          and how to write a recorder in another language.
        </p>
      </EmptyState>
    </div>
  )
}
