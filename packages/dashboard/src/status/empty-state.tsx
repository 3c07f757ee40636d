import type { ReactNode } from 'react'

interface EmptyStateProps {
  readonly title: string
  readonly children?: ReactNode
  /** Draws the resting line above the words: for a whole page, not for a part of it. */
  readonly line?: boolean
  /** There is code among the words, whose lines are longer than those of words should be. */
  readonly code?: boolean
}

/** What will appear here, and how to make it appear. */
export function EmptyState({ title, children, line, code }: EmptyStateProps) {
  return (
    <div
      className={`grid ${code ? 'max-w-xl' : 'max-w-md'} grid-cols-[minmax(0,1fr)] justify-items-center gap-2 p-6 text-center`}
    >
      {line ? <RestingLine /> : null}
      <p className="text-prose font-medium text-text">{title}</p>
      <div className="grid max-w-full grid-cols-[minmax(0,1fr)] justify-items-center gap-4 text-prose text-dim text-pretty">
        {children}
      </div>
    </div>
  )
}

/** A kymograph before the first beat: flat, with the stylus at its end. */
function RestingLine() {
  return (
    <svg
      viewBox="0 0 280 56"
      width="280"
      height="56"
      fill="none"
      aria-hidden="true"
      className="mb-4 max-w-full"
    >
      <path
        d="M2 32h96l5-7 5 7h10l7-27 9 45 7-18h66"
        stroke="var(--hairline-strong)"
        strokeWidth="1.5"
        strokeDasharray="2 4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d="M207 32h52" stroke="var(--chart-line)" strokeWidth="1.75" strokeLinecap="round" />
      <circle cx="262" cy="32" r="3.5" fill="var(--chart-line)" />
    </svg>
  )
}
