import type { CSSProperties, ReactNode } from 'react'
import { Problem } from '../status/problem.tsx'
import { Section } from './section.tsx'

interface ListPartProps {
  readonly label: string
  readonly note: ReactNode
  readonly error: Error | null
  readonly onRetry: () => void
  /** Undefined until they came. */
  readonly rows: number | undefined
  readonly empty: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A part of the page that is a list. */
export function ListPart({ label, note, error, onRetry, rows, empty, className, children }: ListPartProps) {
  return (
    <Section label={label} note={note} className={`pulse-list ${className ?? ''}`}>
      {rows === undefined ? (
        error === null ? null : (
          <Problem error={error} onRetry={onRetry} />
        )
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
