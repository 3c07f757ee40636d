import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { readActivitySearch } from './activity/search.ts'
import { parseSearchText, searchText } from './address/search-text.ts'
import { readComponentsSearch } from './browser/components/search.ts'
import { readMemorySearch } from './browser/memory/search.ts'
import { readNetworkSearch } from './browser/network/search.ts'
import { readSignalsSearch } from './browser/signals/search.ts'
import { readVitalsSearch } from './browser/vitals/search.ts'
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

const browser = createRoute({
  getParentRoute: () => root,
  path: '/browser',
  component: lazyRouteComponent(() => import('./browser/browser-frame.tsx'), 'BrowserFrame'),
})

const vitals = createRoute({
  getParentRoute: () => browser,
  path: '/',
  validateSearch: readVitalsSearch,
  component: lazyRouteComponent(() => import('./browser/vitals/vitals-page.tsx'), 'VitalsPage'),
})

const components = createRoute({
  getParentRoute: () => browser,
  path: '/components',
  validateSearch: readComponentsSearch,
  component: lazyRouteComponent(() => import('./browser/components/components-page.tsx'), 'ComponentsPage'),
})

const signals = createRoute({
  getParentRoute: () => browser,
  path: '/signals',
  validateSearch: readSignalsSearch,
  component: lazyRouteComponent(() => import('./browser/signals/signals-page.tsx'), 'SignalsPage'),
})

const memory = createRoute({
  getParentRoute: () => browser,
  path: '/memory',
  validateSearch: readMemorySearch,
  component: lazyRouteComponent(() => import('./browser/memory/memory-page.tsx'), 'MemoryPage'),
})

const network = createRoute({
  getParentRoute: () => browser,
  path: '/network',
  validateSearch: readNetworkSearch,
  component: lazyRouteComponent(() => import('./browser/network/network-page.tsx'), 'NetworkPage'),
})

const pulse = createRoute({
  getParentRoute: () => root,
  path: '/pulse',
  validateSearch: readPulseSearch,
  component: lazyRouteComponent(() => import('./pulse/pulse-page.tsx'), 'PulsePage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    activity,
    performance,
    errors,
    browser.addChildren([vitals, components, signals, memory, network]),
    pulse,
  ]),
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
