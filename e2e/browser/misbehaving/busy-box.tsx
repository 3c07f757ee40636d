import { useEffect, useState } from 'react'

function block(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

/** Pushes the page down when it has long been there, and does not answer while it sorts. */
export function BusyBox() {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(setLate, 700, true)
    return () => clearTimeout(timer)
  }, [])
  return (
    <section style={{ display: 'flex', flexDirection: 'column-reverse' }}>
      <div style={{ height: 600, background: 'silver' }}>Products</div>
      {late ? <div style={{ height: 600 }}>An advertisement.</div> : null}
      <button type="button" onClick={() => block(650)}>
        Sort
      </button>
    </section>
  )
}
