/** What may be a library's: a component, or a commit in which only those rendered. */
interface Owned {
  readonly library?: true
}

/** The app's own, and how many others there are. All are shown where none is the app's, and there are no others then. */
export function ownRows<Row extends Owned>(
  rows: readonly Row[],
): { readonly own: readonly Row[]; readonly others: number } {
  const own = rows.filter(({ library }) => library === undefined)
  return own.length === 0 ? { own: rows, others: 0 } : { own, others: rows.length - own.length }
}
