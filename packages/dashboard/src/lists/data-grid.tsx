import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useRef,
} from 'react'
import { useSize } from '../panes/use-size.ts'
import { type Column, tracks, visibleColumns } from './columns.ts'
import { GridHeader } from './grid-header.tsx'
import { gridMove } from './grid-keys.ts'
import { GridRow, type TreeState } from './grid-row.tsx'
import type { RowSource } from './row-source.ts'
import { useScrollAnchor } from './use-scroll-anchor.ts'

const ROW_HEIGHT = 30
const COMPACT_HEIGHT = 52
const HEADER_HEIGHT = 28

export interface DataGridProps<Row> {
  readonly label: string
  readonly source: RowSource<Row>
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  /** The row in two lines, for grids narrower than `compactBelow`. */
  readonly compact: (row: Row) => ReactNode
  /** Pixels; 520 unless given. */
  readonly compactBelow?: number
  /** Row the keyboard is on. `onOpen` is to put it on the row that was opened. */
  readonly cursor: string | null
  /** The keyboard went to another row. */
  readonly onCursor: (row: Row) => void
  /** Row whose detail is shown. */
  readonly selected: string | null
  readonly onOpen: (row: Row, by: 'pointer' | 'keyboard') => void
  /** Present on a tree: level and state of a row. */
  readonly tree?: (row: Row) => TreeState
  readonly onExpand?: (row: Row, expanded: boolean) => void
  /** Shown in place of rows when there are none. */
  readonly empty?: ReactNode
  /** The grid that `j` and `k` go to when the keyboard is nowhere in particular. */
  readonly primary?: boolean
  readonly hideHeader?: boolean
  /** Of rows of one line, in pixels; 30 unless given. */
  readonly rowHeight?: number | undefined
  readonly busy?: boolean
}

/** Rows of any number, of which only those in view are in the page. One tab stop; the arrow keys do the rest. */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { source, keyOf, cursor, label, tree } = props
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const { width, height } = useSize(scroller)
  const compact = width > 0 && width < (props.compactBelow ?? 520)
  const rowHeight = compact ? COMPACT_HEIGHT : (props.rowHeight ?? ROW_HEIGHT)
  const header = compact || props.hideHeader ? 0 : HEADER_HEIGHT
  const columns = visibleColumns(props.columns, width)
  const count = source.count + (source.hasMore ? 1 : 0)
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    paddingStart: header,
    scrollPaddingStart: header,
  })

  // The sizes that the virtualizer remembers are of the other form.
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the form changes
  useEffect(() => virtualizer.measure(), [rowHeight, header])

  const items = virtualizer.getVirtualItems()
  const from = items[0]?.index ?? 0
  const to = (items.at(-1)?.index ?? -1) + 1
  const { version } = source
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the rows asks again
  useEffect(() => source.want(from, to), [source, from, to, version])
  useScrollAnchor(scroller, source, keyOf, rowHeight, header)

  // Their owner makes these anew whenever it is drawn; rows are drawn again when what they show changes.
  const latest = useRef(props)
  latest.current = props
  const open = useCallback((row: Row, by: 'pointer' | 'keyboard') => latest.current.onOpen(row, by), [])
  const expand = useCallback((row: Row, expanded: boolean) => latest.current.onExpand?.(row, expanded), [])

  const cursorIndex = cursor === null ? -1 : source.indexOf(cursor)
  const domId = (index: number) => `${id}-${index}`

  function press(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget) return
    const page = Math.max(1, Math.floor((height - header) / rowHeight) - 1)
    const move = gridMove(event, cursorIndex, source.count, page)
    if (move === undefined) return
    const row = source.at(move.kind === 'move' ? move.to : cursorIndex)
    event.preventDefault()
    event.stopPropagation()
    if (move.kind === 'move') virtualizer.scrollToIndex(move.to)
    if (row === undefined) return
    if (move.kind === 'move') props.onCursor(row)
    else if (move.kind === 'open') props.onOpen(row, 'keyboard')
    else props.onExpand?.(row, move.kind === 'expand')
  }

  const total = source.hasMore ? -1 : source.count
  return (
    <div
      ref={scroller}
      role={tree === undefined ? 'grid' : 'treegrid'}
      aria-label={label}
      aria-rowcount={total < 0 ? -1 : total + 1}
      aria-colcount={columns.length}
      aria-activedescendant={cursorIndex >= from && cursorIndex < to ? domId(cursorIndex) : undefined}
      aria-busy={props.busy}
      tabIndex={0}
      data-grid={props.primary ? 'primary' : 'plain'}
      className="data-grid"
      style={{ '--tracks': tracks(columns), '--row-height': `${rowHeight}px` } as CSSProperties}
      onKeyDown={press}
    >
      {header === 0 ? null : <GridHeader columns={columns} />}
      {count === 0 ? <div className="grid-empty">{props.empty}</div> : null}
      <div role="rowgroup" className="grid-body" style={{ height: virtualizer.getTotalSize() - header }}>
        {items.map((item) => {
          const row = source.at(item.index)
          return (
            <GridRow
              key={row === undefined ? `gap-${item.index}` : keyOf(row)}
              id={domId(item.index)}
              index={item.index}
              top={item.start - header}
              row={row}
              columns={columns}
              compact={compact ? props.compact : undefined}
              cursor={item.index === cursorIndex}
              selected={row !== undefined && keyOf(row) === props.selected}
              tree={row === undefined ? undefined : tree?.(row)}
              onOpen={open}
              onExpand={expand}
            />
          )
        })}
      </div>
    </div>
  )
}
