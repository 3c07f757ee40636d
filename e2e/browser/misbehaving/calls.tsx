async function pay(): Promise<void> {
  const { status } = await fetch('/api/pay', { method: 'POST' })
  if (status !== 200) throw new Error(`The payment was refused with ${status}.`)
}

/** Who calls these does not wait for them, and so does not learn that they failed. */
export function Calls() {
  return (
    <section>
      <button type="button" onClick={() => void pay()}>
        Pay
      </button>
      <button type="button" onClick={() => void fetch('/api/reviews')}>
        Reviews
      </button>
      <button type="button" onClick={() => void fetch('/api/save')}>
        Save
      </button>
    </section>
  )
}
