/** Shapes that say a state without their colour. */
const SHAPES = {
  dot: <circle cx="5" cy="5" r="2.6" fill="currentColor" />,
  ring: <circle cx="5" cy="5" r="2.7" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  diamond: <path d="M5 .8 9.2 5 5 9.2.8 5z" fill="currentColor" />,
  'hollow-diamond': (
    <path d="M5 1.6 8.4 5 5 8.4 1.6 5z" fill="none" stroke="currentColor" strokeWidth="1.4" />
  ),
  cross: (
    <path d="m2 2 6 6m0-6-6 6" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" />
  ),
  dash: <path d="M2.5 5h5" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />,
  bars: <path d="M3.2 2v6M6.8 2v6" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  arc: (
    <path d="M5 2a3 3 0 1 1-3 3" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
  ),
  triangle: <path d="M5 1.2 9.3 8.8H.7z" fill="currentColor" />,
} as const

export type MarkShape = keyof typeof SHAPES

/** How a state is told: by a shape, in a colour, and in a word. */
export interface Look {
  readonly shape: MarkShape
  /** A class for its colour. */
  readonly tone: string
  readonly word: string
}

interface MarkProps {
  readonly shape: MarkShape
  readonly className?: string
  /** Read out; without it the mark is decoration beside a word. */
  readonly label?: string
}

export function Mark({ shape, className, label }: MarkProps) {
  return (
    <svg
      viewBox="0 0 10 10"
      width="10"
      height="10"
      className={`mark shrink-0 ${className ?? ''}`}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {label === undefined ? null : <title>{label}</title>}
      {SHAPES[shape]}
    </svg>
  )
}
