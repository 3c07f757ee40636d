'use client'

export default function BrokenError({ reset }: { reset: () => void }) {
  return (
    <section className="note" role="alert">
      <h1>The shelf gave way</h1>
      <p>This page throws on purpose, to show how errors look.</p>
      <button type="button" className="button" onClick={reset}>
        Put it back up
      </button>
    </section>
  )
}
