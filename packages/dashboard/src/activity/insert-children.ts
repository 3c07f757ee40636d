import type { RowSource } from '../lists/row-source.ts'

let versions = 0

/** The rows of `base`, each followed by its children: `children` has them by the parent's key. */
export function insertChildren<Row extends { readonly key: string }>(
  base: RowSource<Row>,
  children: ReadonlyMap<string, readonly Row[]>,
): RowSource<Row> {
  const parents = [...children]
    .map(([key, rows]) => ({ index: base.indexOf(key), rows }))
    .filter(({ index, rows }) => index >= 0 && rows.length > 0)
    .sort((a, b) => a.index - b.index)
  const added = parents.reduce((sum, parent) => sum + parent.rows.length, 0)

  /** Where a row is, counted without children (`base`), or the child that is there. */
  function locate(index: number): { base: number; child?: Row | undefined } {
    let before = 0
    for (const parent of parents) {
      const first = parent.index + before + 1
      if (index < first) break
      if (index < first + parent.rows.length) return { base: parent.index, child: parent.rows[index - first] }
      before += parent.rows.length
    }
    return { base: index - before }
  }

  return {
    version: ++versions,
    count: base.count + added,
    hasMore: base.hasMore,
    at(index) {
      const place = locate(index)
      return place.child ?? base.at(place.base)
    },
    indexOf(key) {
      let before = 0
      const own = base.indexOf(key)
      for (const parent of parents) {
        const child = parent.rows.findIndex((row) => row.key === key)
        if (child >= 0) return parent.index + before + 1 + child
        if (own >= 0 && parent.index >= own) break
        before += parent.rows.length
      }
      return own < 0 ? -1 : own + before
    },
    want: (from, to) => base.want(locate(from).base, locate(Math.max(from, to - 1)).base + 1),
  }
}
