import { memo, type ReactNode } from 'react'
import { Icon } from '../controls/icon.tsx'
import type { Column } from './columns.ts'

export interface TreeState {
  /** From 1. */
  readonly level: number
  /** Undefined on a row without children. */
  readonly expanded?: boolean | undefined
}

interface GridRowProps<Row> {
  readonly id: string
  readonly index: number
  readonly top: number
  /** Undefined while it is being read. */
  readonly row: Row | undefined
  readonly columns: readonly Column<Row>[]
  readonly compact: ((row: Row) => ReactNode) | undefined
  readonly cursor: boolean
  readonly selected: boolean
  readonly tree: TreeState | undefined
  readonly onOpen: (row: Row, by: 'pointer' | 'keyboard') => void
  readonly onExpand: (row: Row, expanded: boolean) => void
}

export const GridRow = memo(PlainRow, (before, after) => {
  for (const name of Object.keys(after) as (keyof typeof after)[]) {
    if (name === 'tree') {
      if (before.tree?.level !== after.tree?.level || before.tree?.expanded !== after.tree?.expanded)
        return false
    } else if (name !== 'columns' && before[name] !== after[name]) {
      return false
    }
  }
  return sameColumns(before.columns, after.columns)
}) as typeof PlainRow

function sameColumns(before: readonly Column<never>[], after: readonly Column<never>[]): boolean {
  return before.length === after.length && before.every((column, index) => column === after[index])
}

function PlainRow<Row>(props: GridRowProps<Row>) {
  const { row, tree, compact, columns } = props
  const expanded = tree?.expanded
  return (
    <div
      role="row"
      id={props.id}
      aria-rowindex={props.index + 2}
      aria-selected={props.selected}
      aria-level={tree?.level}
      aria-expanded={expanded}
      data-cursor={props.cursor || undefined}
      className={`grid-row ${compact === undefined ? 'grid-tracks' : 'grid-compact'}`}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={() => {
        if (row === undefined || hasSelection()) return
        props.onOpen(row, 'pointer')
      }}
    >
      {row === undefined ? (
        <Placeholder />
      ) : compact !== undefined ? (
        <div role="gridcell" className="min-w-0">
          {compact(row)}
        </div>
      ) : (
        columns.map((column, index) => (
          <div role="gridcell" key={column.id} className={`grid-cell ${column.align ?? ''}`}>
            {index === 0 && tree !== undefined ? (
              <Twisty
                level={tree.level}
                expanded={expanded}
                onToggle={() => props.onExpand(row, !expanded)}
              />
            ) : null}
            {column.cell(row)}
          </div>
        ))
      )}
    </div>
  )
}

/** Text that is being selected is not a click. */
function hasSelection(): boolean {
  return document.getSelection()?.type === 'Range'
}

function Placeholder() {
  return (
    <div role="gridcell" className="col-span-full flex items-center px-3" aria-label="Loading">
      <span className="h-1.5 w-1/3 rounded-sm bg-lifted" />
    </div>
  )
}

interface TwistyProps {
  readonly level: number
  readonly expanded: boolean | undefined
  readonly onToggle: () => void
}

function Twisty({ level, expanded, onToggle }: TwistyProps) {
  const indent = { marginLeft: (level - 1) * 16 }
  if (expanded === undefined) return <span className="w-4 shrink-0" style={indent} />
  return (
    // The arrow keys do the same for those who do not point.
    <span
      className={`twisty ${expanded ? 'twisty-open' : ''}`}
      style={indent}
      onClick={(event) => {
        event.stopPropagation()
        onToggle()
      }}
    >
      <Icon name="chevron" size={12} className={`transition-transform ${expanded ? 'rotate-90' : ''}`} />
    </span>
  )
}
