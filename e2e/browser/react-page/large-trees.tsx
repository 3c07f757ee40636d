/* Trees of thousands of components: broad ones, and a deep one. */
import { memo, type ReactNode, useState } from 'react'
import { actions, body } from './counts-and-actions.ts'

function Leaf({ n }: { n: number }) {
  body('Leaf')
  return <i>{n}</i>
}

const Row = memo(function Row({ id }: { id: number }) {
  body('Row')
  const [n, setN] = useState(0)
  if (id === 17) actions.row = () => setN((before) => before + 1)
  return (
    <div>
      <Leaf n={n} />
    </div>
  )
})

const Group = memo(function Group({ from, size }: { from: number; size: number }) {
  return (
    <>
      {Array.from({ length: size }, (_, index) => (
        <Row key={index} id={from + index} />
      ))}
    </>
  )
})

/** 10,100 components. */
export function Many() {
  const [all, setAll] = useState(1)
  const [shown, setShown] = useState(true)
  actions.thousand = () => setAll((before) => before + 1)
  actions.none = () => setShown(false)
  return (
    <>
      {shown && Array.from({ length: 100 }, (_, index) => <Group key={index} from={50 * index} size={50} />)}
      <Thousand n={all} />
    </>
  )
}

function Thousand({ n }: { n: number }) {
  return (
    <>
      {Array.from({ length: 1000 }, (_, index) => (
        <Leaf key={index} n={n} />
      ))}
    </>
  )
}

/** As deep as React itself can go. */
export function Deep({ left }: { left: number }): ReactNode {
  const [n, setN] = useState(0)
  if (left === 1000) actions.deep = () => setN((before) => before + 1)
  return left ? <Deep left={left - 1} /> : <i>{n}</i>
}
