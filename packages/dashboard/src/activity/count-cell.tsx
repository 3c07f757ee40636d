import { count } from '../format/quantity.ts'

/** A count in a narrow column: nothing to see where there is none. */
export function CountCell({ value, error }: { value: number; error?: boolean }) {
  if (value === 0) {
    return (
      <span className="text-hairline-strong">
        <span aria-hidden="true">·</span>
        <span className="sr-only">0</span>
      </span>
    )
  }
  return <span className={error ? 'font-medium text-error' : 'text-dim'}>{count(value)}</span>
}
