/** Words that set a row apart from others of its kind. */
export function Tags({ of }: { of: readonly string[] }) {
  return of.map((tag) => (
    <span
      key={tag}
      className="shrink-0 rounded-sm border border-hairline-strong px-1 text-label leading-4 text-dim"
    >
      {tag}
    </span>
  ))
}
