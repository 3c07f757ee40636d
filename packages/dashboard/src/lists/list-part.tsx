import type { CSSProperties, ReactNode } from 'react'
import { Section } from '../panes/section.tsx'

interface ListPartProps {
  readonly label: string
  readonly note: ReactNode
  /** How many there are; undefined until they came. */
  readonly rows: number | undefined
  /** In their place until then. */
  readonly problem?: ReactNode
  readonly empty: ReactNode
  /** Of its rows, in pixels, where they are not as everywhere. */
  readonly rowHeight?: number | undefined
  readonly className?: string
  readonly children: ReactNode
}

/** A part of the page that is a list. */
export function ListPart(props: ListPartProps) {
  const { label, note, rows, problem, empty, rowHeight, className, children } = props
  const height = rowHeight === undefined ? undefined : `${rowHeight}px`
  return (
    <Section label={label} note={note} className={`list-part ${className ?? ''}`}>
      {rows === undefined ? (
        problem
      ) : rows === 0 ? (
        <p className="px-4 pb-4 text-dim">{empty}</p>
      ) : (
        <div className="part-rows" style={{ '--rows': rows, '--row-height': height } as CSSProperties}>
          {children}
        </div>
      )}
    </Section>
  )
}
