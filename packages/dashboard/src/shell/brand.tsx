/** A beat of the line, and the stylus that draws it. */
export function Brand() {
  return (
    <svg viewBox="0 0 26 20" width="26" height="20" fill="none" aria-hidden="true">
      <path
        d="M1 12.5h4.6l2-2.8 2.1 2.8h1.5l2.5-10.6 2.9 15 1.7-4.4h2.4"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="23" cy="12.5" r="1.9" fill="currentColor" />
    </svg>
  )
}
