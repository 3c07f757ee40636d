import { useState } from 'react'
import { focusDrawer } from '../panes/drawer-focus.ts'
import type { DataGridProps } from './data-grid.tsx'

interface DetailRowsOptions<Row> {
  readonly keyOf: (row: Row) => string
  /** Key of the row whose detail is open. */
  readonly open: string | undefined
  /** `replace` for what leaves no step for the back button: a detail in the place of another. */
  readonly show: (row: Row, how: 'push' | 'replace') => void
}

type DetailRows<Row> = Pick<DataGridProps<Row>, 'keyOf' | 'cursor' | 'onCursor' | 'selected' | 'onOpen'>

/** What a grid does whose rows open in a drawer beside it. While one is open, the keyboard takes the detail along. */
export function useDetailRows<Row>({ keyOf, open, show }: DetailRowsOptions<Row>): DetailRows<Row> {
  const [cursor, setCursor] = useState<string | null>(null)
  return {
    keyOf,
    cursor: cursor ?? open ?? null,
    onCursor: (row) => {
      setCursor(keyOf(row))
      if (open !== undefined) show(row, 'replace')
    },
    selected: open ?? null,
    onOpen: (row, by) => {
      setCursor(keyOf(row))
      show(row, open === undefined ? 'push' : 'replace')
      if (by === 'keyboard') focusDrawer()
    },
  }
}
