import type { RouteMetrics } from '@kymo/protocol'
import { Age } from '../clock/age.tsx'
import { Duration, Share } from '../format/figures.tsx'
import { count } from '../format/quantity.ts'
import type { Column } from '../lists/columns.ts'
import type { RouteSort } from './search.ts'
import { Spread } from './spread.tsx'

type SortedColumn = Omit<Column<RouteMetrics>, 'sort'> & { readonly sortBy?: RouteSort }

interface RouteColumnsOptions {
  readonly slowThreshold: number
  /** The largest p99 of all routes, to which spreads are drawn. */
  readonly top: number
}

/**
 * The columns of the routes table, in the order that the terminal shows them too. Names keep about 280 pixels: with
 * less room the spread gives way first, then the largest, then p50.
 */
export function routeColumns({ slowThreshold, top }: RouteColumnsOptions): SortedColumn[] {
  const tone = (value: number | null) => (value !== null && value >= slowThreshold ? 'text-slow' : '')
  return [
    {
      id: 'route',
      sortBy: 'route',
      header: 'Route',
      track: 'minmax(0, 1fr)',
      cell: (row) => (
        <code
          className="min-w-0 truncate"
          title={row.derived ? 'The route was made from the address' : row.route}
        >
          <span className="inline-block w-15 text-dim">{row.method}</span>
          {row.route}
        </code>
      ),
    },
    {
      id: 'count',
      sortBy: 'count',
      header: 'Requests',
      track: '84px',
      align: 'end',
      cell: (row) => count(row.count),
    },
    {
      id: 'errors',
      sortBy: 'errors',
      header: 'Errors',
      track: '76px',
      align: 'end',
      from: 560,
      cell: (row) => (
        <span className={row.errors > 0 ? 'text-error' : 'text-faint'} title={`${count(row.errors)} failed`}>
          <Share value={row.errorRate} />
        </span>
      ),
    },
    {
      id: 'slow',
      sortBy: 'slow',
      header: 'Slow',
      track: '76px',
      align: 'end',
      from: 720,
      cell: (row) => (
        <span className={row.slow > 0 ? 'text-slow' : 'text-faint'} title={`${count(row.slow)} slow`}>
          <Share value={row.count === 0 ? 0 : row.slow / row.count} />
        </span>
      ),
    },
    {
      id: 'p50',
      sortBy: 'p50',
      header: 'p50',
      track: '80px',
      align: 'end',
      from: 900,
      cell: (row) => <Duration value={row.percentiles.p50} />,
    },
    {
      id: 'p95',
      sortBy: 'p95',
      header: 'p95',
      track: '80px',
      align: 'end',
      cell: (row) => (
        <Duration value={row.percentiles.p95} className={`font-medium ${tone(row.percentiles.p95)}`} />
      ),
    },
    {
      id: 'p99',
      sortBy: 'p99',
      header: 'p99',
      track: '80px',
      align: 'end',
      from: 640,
      cell: (row) => <Duration value={row.percentiles.p99} />,
    },
    {
      id: 'max',
      sortBy: 'max',
      header: 'Max',
      track: '80px',
      align: 'end',
      from: 1000,
      cell: (row) => <Duration value={row.max} className="text-dim" />,
    },
    {
      id: 'spread',
      header: 'p50 to p99',
      track: 'minmax(120px, 0.9fr)',
      from: 1240,
      cell: (row) => <Spread percentiles={row.percentiles} top={top} slowThreshold={slowThreshold} />,
    },
    {
      id: 'seen',
      sortBy: 'seen',
      header: 'Last seen',
      track: '76px',
      align: 'end',
      from: 800,
      cell: (row) => <Age time={row.lastSeen} className="text-dim" />,
    },
  ]
}
