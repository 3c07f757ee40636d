import { printable } from './printable.ts'

export interface Column<Row> {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** The column that gives way when the terminal is narrow; one a table. */
  readonly flexible?: boolean
  readonly cell: (row: Row) => string
  /** Paints the padded cell. */
  readonly paint?: (text: string, row: Row) => string
}

const GAP = '  '
const NARROWEST_FLEXIBLE = 8

/**
 * Rows as lines of text with aligned columns, never wider than `width`. Columns that don't fit beside a flexible
 * column of eight characters are left out from the right.
 * @param width columns of the terminal; endless where there is none
 */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  paintTitle: (text: string) => string,
): string[] {
  const cells = rows.map((row) => columns.map((column) => printable(column.cell(row))))
  const widths = columns.map((column, i) =>
    Math.max(column.title.length, ...cells.map((line) => textWidth(line[i] as string))),
  )
  const shown = fit(columns, widths, width)
  const line = (texts: readonly string[], paint: (text: string, column: Column<Row>) => string): string =>
    shown
      .map((i) => {
        const column = columns[i] as Column<Row>
        return paint(pad(texts[i] as string, widths[i] as number, column.align ?? 'left'), column)
      })
      .join(GAP)
      .trimEnd()
  return [
    line(
      columns.map((column) => column.title),
      paintTitle,
    ),
    ...rows.map((row, r) => line(cells[r] as string[], (text, column) => column.paint?.(text, row) ?? text)),
  ]
}

/** Narrows the flexible column in `widths` and says which columns remain. */
function fit<Row>(columns: readonly Column<Row>[], widths: number[], width: number): number[] {
  const flexible = columns.findIndex((column) => column.flexible)
  const shown = columns.map((_, i) => i)
  for (;;) {
    const total = shown.reduce((sum, i) => sum + (widths[i] as number), 0) + GAP.length * (shown.length - 1)
    const over = total - width
    if (over <= 0) return shown
    const room = flexible === -1 ? 0 : (widths[flexible] as number) - NARROWEST_FLEXIBLE
    if (room >= over) {
      widths[flexible] = (widths[flexible] as number) - over
      return shown
    }
    const last = shown.findLast((i) => i !== flexible)
    if (last === undefined) {
      if (flexible !== -1) widths[flexible] = Math.max(1, width)
      return shown
    }
    shown.splice(shown.indexOf(last), 1)
  }
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const cut = textWidth(text) > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text
  return align === 'right' ? cut.padStart(width) : cut.padEnd(width)
}

function textWidth(text: string): number {
  return text.length
}
