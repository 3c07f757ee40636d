/* Renders that take a known time. */
import { memo, useState } from 'react'
import { actions } from './counts-and-actions.ts'

declare global {
  interface Window {
    /** Lets time go by on the page's clock. */
    pass?(ms: number): void
  }
}

const SlowRow = memo(function SlowRow({ ms }: { ms: number; n: number }) {
  window.pass?.(ms)
  return <i>{ms}</i>
})

function SlowList({ n }: { n: number }) {
  return (
    <>
      {Array.from({ length: 10 }, (_, index) => (
        <SlowRow key={index} ms={3} n={n} />
      ))}
    </>
  )
}

function SlowOne({ n }: { n: number }) {
  window.pass?.(25)
  return <i>{n}</i>
}

export function Slow() {
  const [n, setN] = useState(0)
  actions.slow = () => setN((before) => before + 1)
  return (
    <section>
      <SlowList n={n} />
      <SlowOne n={n} />
    </section>
  )
}
