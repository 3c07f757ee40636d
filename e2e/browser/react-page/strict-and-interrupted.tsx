/* Renders that React does twice, or begins anew. */
import { memo, startTransition, useEffect, useState } from 'react'
import { actions, body, effect } from './counts-and-actions.ts'

export function StrictChild() {
  body('StrictChild')
  const [n, setN] = useState(0)
  useEffect(() => effect('StrictChild'), [])
  actions.strict = () => setN((before) => before + 1)
  return <i>{n}</i>
}

const Busy = memo(function Busy(_: { n: number }) {
  body('Busy')
  for (const end = performance.now() + 8; performance.now() < end; );
  return <i>busy</i>
})

export function Interrupted() {
  body('Interrupted')
  const [n, setN] = useState(0)
  const [urgent, setUrgent] = useState(0)
  actions.late = () => startTransition(() => setN((before) => before + 1))
  actions.urgent = () => setUrgent((before) => before + 1)
  return (
    <p data-n={n}>
      {urgent}
      {Array.from({ length: 20 }, (_, index) => (
        <Busy key={index} n={n} />
      ))}
    </p>
  )
}
