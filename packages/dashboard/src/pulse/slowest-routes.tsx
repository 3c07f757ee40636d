import type { TrafficRouteRow } from '@kymo/protocol'
import type { CSSProperties } from 'react'
import { Duration } from '../format/figures.tsx'
import { asText, count, percent } from '../format/quantity.ts'

const SHOWN = 5

/** Where the time goes: the routes with the highest p95; on a wall, as many of them as there is room for. */
export function SlowestRoutes({ routes }: { routes: readonly TrafficRouteRow[] }) {
  const several = new Set(routes.map(({ app }) => app)).size > 1
  const shown = routes.slice(0, SHOWN)
  return (
    <table
      className="slowest-routes w-full table-fixed tabular-nums"
      style={{ '--rows': shown.length } as CSSProperties}
    >
      <caption className="sr-only">Slowest routes, by p95</caption>
      <thead className="text-label text-faint">
        <tr>
          <th scope="col" className="py-1 pl-4 text-left font-normal">
            Slowest routes
          </th>
          <th scope="col" className="w-20 text-right font-normal">
            Requests
          </th>
          <th scope="col" className="w-20 text-right font-normal">
            Errors
          </th>
          <th scope="col" className="w-24 pr-4 text-right font-normal">
            p95
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map(({ app, environment, method, route, ...figures }) => (
          <tr key={`${app} ${environment} ${method} ${route}`} className="border-t border-hairline">
            <td className="truncate py-1 pl-4" title={`${method} ${route} of ${app} ${environment}`}>
              <code>
                <span className="text-dim">{method}</span> {route}
              </code>
              {several ? <span className="pl-2 text-label text-dim">{app}</span> : null}
            </td>
            <td className="text-right">{count(figures.requests)}</td>
            <td className={`text-right ${figures.errors > 0 ? 'text-error' : 'text-dim'}`}>
              {asText(percent(figures.requests === 0 ? null : figures.errors / figures.requests))}
            </td>
            <td className="pr-4 text-right">
              <Duration value={figures.percentiles.p95} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
