import type { ReactNode } from 'react'

interface SectionProps {
  readonly label: string
  /** Beside its name: over what it is, and how many. */
  readonly note?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A part of the page. */
export function Section({ label, note, className, children }: SectionProps) {
  return (
    <section aria-label={label} className={`page-part ${className ?? ''}`}>
      <div className="part-head">
        <h2 className="text-prose font-medium whitespace-nowrap">{label}</h2>
        <div className="ml-auto flex min-w-0 items-center gap-3 text-label whitespace-nowrap text-faint">
          {note}
        </div>
      </div>
      {children}
    </section>
  )
}
