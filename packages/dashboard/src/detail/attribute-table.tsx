import { Fragment } from 'react'
import type { AttributeRow } from './attribute-groups.ts'

/** Names and values as they were captured, as text and nothing else. */
export function AttributeTable({ rows }: { rows: readonly AttributeRow[] }) {
  return (
    <dl className="px-4">
      {rows.map((row) => (
        <div
          key={row.name}
          className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-4 border-t border-hairline py-1"
        >
          <dt className="break-words text-dim">
            <Name of={row.name} />
          </dt>
          <dd className="font-mono break-words whitespace-pre-wrap">{row.value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A dotted name may be broken after its dots. */
function Name({ of }: { of: string }) {
  const parts = of.split(/(?<=[._])/)
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ))
}
