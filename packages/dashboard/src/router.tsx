import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { readActivitySearch } from './activity/search.ts'
import { parseSearchText, searchText } from './address/search-text.ts'
import { readErrorsSearch } from './errors/search.ts'
import { readPerformanceSearch } from './performance/search.ts'
import { readPulseSearch } from './pulse/search.ts'
import { NotFound } from './shell/not-found.tsx'
import { Shell } from './shell/shell.tsx'
import { Problem } from './status/problem.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const activity = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readActivitySearch,
  component: lazyRouteComponent(() => import('./activity/activity-page.tsx'), 'ActivityPage'),
})

const performance = createRoute({
  getParentRoute: () => root,
  path: '/performance',
  validateSearch: readPerformanceSearch,
  component: lazyRouteComponent(() => import('./performance/performance-page.tsx'), 'PerformancePage'),
})

const errors = createRoute({
  getParentRoute: () => root,
  path: '/errors',
  validateSearch: readErrorsSearch,
  component: lazyRouteComponent(() => import('./errors/errors-page.tsx'), 'ErrorsPage'),
})

const pulse = createRoute({
  getParentRoute: () => root,
  path: '/pulse',
  validateSearch: readPulseSearch,
  component: lazyRouteComponent(() => import('./pulse/pulse-page.tsx'), 'PulsePage'),
})

export const router = createRouter({
  routeTree: root.addChildren([activity, performance, errors, pulse]),
  parseSearch: parseSearchText,
  stringifySearch: searchText,
  defaultErrorComponent: ({ error, reset }) => <Problem error={error} onRetry={reset} />,
  defaultPendingMs: 300,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
