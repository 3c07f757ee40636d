import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ApiError } from '../api/client.ts'
import { metricsQuery, routesQuery, seriesQuery } from '../api/queries.ts'
import { RequestCharts } from '../charts/request-charts.tsx'
import { useTitle } from '../shell/use-title.ts'
import { Problem } from '../status/problem.tsx'
import { NoRequests } from './no-requests.tsx'
import { RangePicker } from './range-picker.tsx'
import { RouteDrawer } from './route-drawer.tsx'
import { RoutesPane } from './routes-pane.tsx'
import { type ChangeSearch, type PerformanceSearch, performanceFilter } from './search.ts'
import { Totals } from './totals.tsx'

/** How fast the app answers, over a stretch of time. */
export function PerformancePage() {
  const search = useSearch({ from: '/performance' })
  const navigate = useNavigate({ from: '/performance' })
  useTitle('Performance')
  const filter = performanceFilter(search)
  const metrics = useQuery(metricsQuery(filter))
  const series = useQuery(seriesQuery(filter))
  const routes = useQuery(routesQuery(filter))

  const change: ChangeSearch = (next, how) =>
    void navigate({
      search: (known: PerformanceSearch) => ({ ...known, ...next }),
      replace: how === 'replace',
    })
  const zoom = (from: number, to: number) => change({ from: Math.round(from), to: Math.round(to) })

  const error = metrics.error ?? series.error ?? routes.error
  return (
    <div className="flex h-full min-w-0">
      <div className="perf-page">
        <div className="flex h-11 shrink-0 items-center gap-3 overflow-x-auto border-b border-hairline px-4">
          <h1 className="sr-only">Performance</h1>
          <RangePicker search={search} window={metrics.data?.window} onChange={change} />
        </div>
        {metrics.data === undefined ? (
          error instanceof ApiError ? (
            <Problem
              error={error}
              onRetry={() => void Promise.all([metrics.refetch(), series.refetch(), routes.refetch()])}
            />
          ) : null
        ) : metrics.data.totalRequests === 0 ? (
          <NoRequests search={search} onChange={change} />
        ) : (
          <>
            <Totals metrics={metrics.data} stale={metrics.isPlaceholderData} />
            {series.data === undefined ? null : <RequestCharts series={series.data} onZoom={zoom} />}
            {routes.data === undefined ? null : (
              <RoutesPane table={routes.data} search={search} onChange={change} />
            )}
          </>
        )}
      </div>
      {search.route === undefined ? null : (
        <RouteDrawer
          key={`${search.method} ${search.route}`}
          route={search.route}
          method={search.method ?? 'GET'}
          sort={search.requests ?? 'slowest'}
          filter={filter}
          table={routes.data}
          onSort={(sort) => change({ requests: sort === 'newest' ? sort : undefined }, 'replace')}
          onZoom={zoom}
          onClose={() => change({ route: undefined, method: undefined, requests: undefined })}
        />
      )}
    </div>
  )
}
