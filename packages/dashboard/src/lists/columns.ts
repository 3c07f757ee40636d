import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly id: string
  readonly header: ReactNode
  /** What the header says to those who do not see it, where `header` is no text. */
  readonly name?: string
  /** CSS grid track, such as `72px` or `minmax(0, 1fr)`. */
  readonly track: string
  readonly align?: 'end' | 'center'
  /** Shown only where the grid is at least this wide, in pixels. */
  readonly from?: number
  /** Present on columns that rows can be sorted by. */
  readonly sort?: { readonly direction: 'asc' | 'desc' | null; readonly onToggle: () => void }
  readonly cell: (row: Row) => ReactNode
}

export function visibleColumns<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  return columns.filter((column) => column.from === undefined || width >= column.from)
}

export function tracks<Row>(columns: readonly Column<Row>[]): string {
  return columns.map((column) => column.track).join(' ')
}
