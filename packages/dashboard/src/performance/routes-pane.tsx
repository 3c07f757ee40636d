import type { RouteMetrics, RoutesTable } from '@kymo/protocol'
import { useMemo } from 'react'
import { TextFilter } from '../controls/text-filter.tsx'
import { Duration, Share } from '../format/figures.tsx'
import { plural } from '../format/plural.ts'
import type { Column } from '../lists/columns.ts'
import { DataGrid } from '../lists/data-grid.tsx'
import { rowsOf } from '../lists/row-source.ts'
import { useDetailRows } from '../lists/use-detail-rows.ts'
import { EmptyState } from '../status/empty-state.tsx'
import { firstOrder, orderRoutes } from './order-routes.ts'
import { routeColumns } from './route-columns.tsx'
import type { ChangeSearch, PerformanceSearch, RouteSort } from './search.ts'

interface RoutesPaneProps {
  readonly table: RoutesTable
  readonly search: PerformanceSearch
  readonly onChange: ChangeSearch
}

const keyOf = (row: RouteMetrics) => `${row.method} ${row.route}`

/** Every route with its figures, the slowest first. */
export function RoutesPane({ table, search, onChange }: RoutesPaneProps) {
  const sort = search.sort ?? 'p95'
  const order = search.order ?? firstOrder(sort)
  const rows = useMemo(
    () => orderRoutes(table.routes, { sort, order, text: search.q }),
    [table.routes, sort, order, search.q],
  )
  const source = useMemo(() => rowsOf(rows, keyOf), [rows])
  const top = useMemo(
    () => Math.max(0, ...table.routes.map((row) => row.percentiles.p99 ?? 0)),
    [table.routes],
  )
  const cells = useMemo(
    () => routeColumns({ slowThreshold: table.slowThreshold, top }),
    [table.slowThreshold, top],
  )
  const columns = cells.map(({ sortBy, ...column }): Column<RouteMetrics> => {
    if (sortBy === undefined) return column
    const direction = sortBy === sort ? order : null
    return { ...column, sort: { direction, onToggle: () => onChange(nextSort(sortBy, direction)) } }
  })
  const detail = useDetailRows<RouteMetrics>({
    keyOf,
    open: search.route === undefined ? undefined : `${search.method ?? 'GET'} ${search.route}`,
    show: ({ route, method }, how) => onChange({ route, method }, how),
  })

  return (
    <section aria-label="Routes" className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-9 shrink-0 items-center gap-2 border-b border-hairline pr-4 pl-2">
        <TextFilter
          label="Filter routes"
          value={search.q}
          onChange={(q) => onChange({ q }, 'replace')}
          className="w-52"
          primary
        />
        <span className="ml-auto text-label text-faint">{plural(rows.length, 'route')}</span>
      </div>
      <div className="min-h-0 flex-1">
        <DataGrid
          label="Routes"
          primary
          source={source}
          columns={columns}
          compact={(row) => <RouteTwoLines row={row} slowThreshold={table.slowThreshold} />}
          compactBelow={440}
          {...detail}
          empty={<EmptyState title="No route matches this text" />}
        />
      </div>
    </section>
  )
}

function nextSort(
  sort: RouteSort,
  direction: 'asc' | 'desc' | null,
): Pick<PerformanceSearch, 'sort' | 'order'> {
  const first = firstOrder(sort)
  const order = direction === null ? first : direction === 'asc' ? 'desc' : 'asc'
  return { sort: sort === 'p95' ? undefined : sort, order: order === first ? undefined : order }
}

function RouteTwoLines({ row, slowThreshold }: { row: RouteMetrics; slowThreshold: number }) {
  const slow = row.percentiles.p95 !== null && row.percentiles.p95 >= slowThreshold
  return (
    <>
      <span className="flex items-center gap-2">
        <code className="min-w-0 flex-1 truncate">
          <span className="text-dim">{row.method}</span> {row.route}
        </code>
        <Duration value={row.percentiles.p95} {...(slow ? { className: 'text-slow' } : {})} />
      </span>
      <span className="flex gap-3 text-label text-dim">
        <span>{plural(row.count, 'request')}</span>
        {row.errors === 0 ? null : (
          <span className="text-error">
            <Share value={row.errorRate} /> errors
          </span>
        )}
        <span className="ml-auto text-faint">p95</span>
      </span>
    </>
  )
}
