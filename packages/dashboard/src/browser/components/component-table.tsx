import type { BrowserComponents } from '@kymo/protocol'
import { useMemo } from 'react'
import type { Column } from '../../lists/columns.ts'
import { DataGrid } from '../../lists/data-grid.tsx'
import { rowsOf } from '../../lists/row-source.ts'
import { useDetailRows } from '../../lists/use-detail-rows.ts'
import { EmptyState } from '../../status/empty-state.tsx'
import type { Change } from '../search.ts'
import { ComponentTwoLines, componentColumns } from './component-columns.tsx'
import { type ComponentRow, componentKey, firstOrder, orderComponents } from './order-components.ts'
import type { ComponentSort, ComponentsSearch } from './search.ts'

interface ComponentTableProps extends Pick<BrowserComponents, 'slowThreshold' | 'timed'> {
  /** In any order. */
  readonly rows: readonly ComponentRow[]
  readonly search: ComponentsSearch
  readonly onChange: Change<ComponentsSearch>
}

const DEFAULT_SORT: ComponentSort = 'again'

/** Every component with what it did, those that render again most first. */
export function ComponentTable({ rows: all, slowThreshold, timed, search, onChange }: ComponentTableProps) {
  const sort = search.sort ?? DEFAULT_SORT
  const order = search.order ?? firstOrder(sort)
  const rows = useMemo(
    () => orderComponents(all, { sort, order, text: search.q }),
    [all, sort, order, search.q],
  )
  const source = useMemo(() => rowsOf(rows, componentKey), [rows])
  const cells = useMemo(() => componentColumns({ slowThreshold, timed }), [slowThreshold, timed])
  const columns = cells.map(({ sortBy, ...column }): Column<ComponentRow> => {
    if (sortBy === undefined) return column
    const direction = sortBy === sort ? order : null
    return { ...column, sort: { direction, onToggle: () => onChange(nextSort(sortBy, direction)) } }
  })
  const detail = useDetailRows<ComponentRow>({
    keyOf: componentKey,
    open: search.component,
    show: (row, how) => onChange({ component: componentKey(row) }, how),
  })
  return (
    <DataGrid
      label="Components"
      primary
      source={source}
      columns={columns}
      compact={(row) => <ComponentTwoLines row={row} />}
      compactBelow={460}
      {...detail}
      empty={<EmptyState title="No component has this text in its name" />}
    />
  )
}

function nextSort(
  sort: ComponentSort,
  direction: 'asc' | 'desc' | null,
): Pick<ComponentsSearch, 'sort' | 'order'> {
  const first = firstOrder(sort)
  const order = direction === null ? first : direction === 'asc' ? 'desc' : 'asc'
  return { sort: sort === DEFAULT_SORT ? undefined : sort, order: order === first ? undefined : order }
}
