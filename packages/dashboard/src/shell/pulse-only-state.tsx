import { Link } from '@tanstack/react-router'
import { EmptyState } from '../status/empty-state.tsx'

/** What a page of requests or errors says while the servers tell how they are, and nothing else. */
export function PulseOnlyState() {
  return (
    <EmptyState title="Only the pulse comes here" line>
      <p>
        The servers tell how they are, and none of them has sent its requests, fetches and errors one by one.
        With <code>KYMO_FACTS=redis</code> they do; <code>docs/facts-in-redis.md</code> says the rest.
      </p>
      <Link to="/pulse" className="control px-3">
        What they tell, on the Pulse page
      </Link>
    </EmptyState>
  )
}
