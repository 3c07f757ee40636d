import { Link, Outlet, useSearch } from '@tanstack/react-router'
import { NavRow } from '../shell/nav-row.tsx'
import { BROWSER_PAGES } from '../shell/pages.ts'
import { HealthScore } from './health-score.tsx'
import { readBrowserSearch } from './search.ts'

/** What is around every page of the browser: the links among them, and how healthy pages are. */
export function BrowserFrame() {
  const search = useSearch({ strict: false, select: readBrowserSearch })
  return (
    <div className="flex h-full min-w-0 flex-col">
      <div className="flex h-9 shrink-0 items-stretch gap-2 border-b border-hairline px-2 sm:px-3">
        <NavRow label="Browser" className="min-w-0 flex-1">
          {BROWSER_PAGES.map((page) => (
            <Link
              key={page.to}
              to={page.to}
              search={search}
              activeOptions={{ exact: true, includeSearch: false }}
              className="nav-link flex items-center px-1.5 text-dim hover:text-text sm:px-2.5"
            >
              {page.name}
            </Link>
          ))}
        </NavRow>
        <HealthScore search={search} />
      </div>
      <div className="relative min-h-0 flex-1">
        <Outlet />
      </div>
    </div>
  )
}
