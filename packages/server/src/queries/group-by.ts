export function byTrace<Row extends { readonly traceId: string | null }>(
  rows: readonly Row[],
): Map<string, Row[]> {
  return groupBy(rows, ({ traceId }) => traceId)
}

/** Rows without a key are left out. */
export function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string | null): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = keyOf(row)
    if (key === null) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}
