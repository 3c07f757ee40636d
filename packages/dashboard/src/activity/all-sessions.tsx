import { Link } from '@tanstack/react-router'
import { Icon } from '../controls/icon.tsx'
import type { ActivitySearch } from './search.ts'
import { TablesPane } from './tables-pane.tsx'

/** The tables over all sessions, in full height. */
export function AllSessions() {
  return (
    <section aria-label="All sessions" className="flex h-full flex-col">
      <div className="flex h-11 shrink-0 items-center gap-3 border-b border-hairline px-4 md:hidden">
        <Link
          to="/"
          search={(known: ActivitySearch) => ({
            ...known,
            session: undefined,
            detail: undefined,
            error: undefined,
          })}
          aria-label="Back to the sessions"
          className="-ml-2 grid size-7 place-items-center rounded-sm text-dim"
        >
          <Icon name="back" />
        </Link>
        <h1 className="font-medium">All sessions</h1>
      </div>
      <div className="min-h-0 flex-1">
        <TablesPane sessionId={undefined} />
      </div>
    </section>
  )
}
