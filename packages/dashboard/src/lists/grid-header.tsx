import { Icon } from '../controls/icon.tsx'
import type { Column } from './columns.ts'

export function GridHeader<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="grid-tracks">
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            aria-sort={ariaSort(column)}
            {...(column.name === undefined ? {} : { 'aria-label': column.name })}
            className={`grid-cell ${column.align ?? ''}`}
          >
            <HeaderContent column={column} />
          </div>
        ))}
      </div>
    </div>
  )
}

function ariaSort<Row>({ sort }: Column<Row>) {
  if (sort === undefined) return undefined
  if (sort.direction === null) return 'none'
  return sort.direction === 'asc' ? 'ascending' : 'descending'
}

function HeaderContent<Row>({ column }: { column: Column<Row> }) {
  const { sort, header } = column
  if (sort === undefined) return header
  return (
    <button
      type="button"
      onClick={sort.onToggle}
      className={`inline-flex items-center gap-0.5 hover:text-text ${sort.direction === null ? '' : 'text-text'}`}
    >
      {column.align === 'end' ? <SortMark direction={sort.direction} /> : null}
      {header}
      {column.align === 'end' ? null : <SortMark direction={sort.direction} />}
    </button>
  )
}

function SortMark({ direction }: { direction: 'asc' | 'desc' | null }) {
  if (direction === null) return null
  return <Icon name={direction === 'asc' ? 'up' : 'down'} size={12} />
}
