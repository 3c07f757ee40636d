'use client'

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <section className="note" role="alert">
      <h1>That did not work</h1>
      <p>{error.message || 'Something went wrong on our side.'}</p>
      <button type="button" className="button" onClick={reset}>
        Try again
      </button>
    </section>
  )
}
