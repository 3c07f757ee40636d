import type { CSSProperties, ReactNode } from 'react'
import { Section } from './section.tsx'

interface ListPartProps {
  readonly label: string
  readonly note: ReactNode
  /** How many there are; undefined until they came. */
  readonly rows: number | undefined
  /** In their place until then. */
  readonly problem?: ReactNode
  readonly empty: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A part of the page that is a list. */
export function ListPart({ label, note, rows, problem, empty, className, children }: ListPartProps) {
  return (
    <Section label={label} note={note} className={`pulse-list ${className ?? ''}`}>
      {rows === undefined ? (
        problem
      ) : rows === 0 ? (
        <p className="px-4 pb-4 text-dim">{empty}</p>
      ) : (
        <div className="pulse-rows" style={{ '--rows': rows } as CSSProperties}>
          {children}
        </div>
      )}
    </Section>
  )
}
